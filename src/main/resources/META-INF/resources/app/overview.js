import { html } from 'lit';
import './agents.js';
import './feed.js';
import './figures.js';
import './tasks.js';

/** How the swarm is, at a glance: figures, agents, tasks and events. */
export function overview(view) {
  return html`
    <swarm-figures .view=${view}></swarm-figures>
    <div class="columns">
      <swarm-agents .view=${view}></swarm-agents>
      <swarm-tasks .view=${view}></swarm-tasks>
      <swarm-feed .view=${view}></swarm-feed>
    </div>
  `;
}
