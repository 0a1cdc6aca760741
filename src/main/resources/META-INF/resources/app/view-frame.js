import { html, nothing } from 'lit';
import './entity-table.js';

/**
 * The frame of a view: a panel, and beside it what is open.
 *
 * @param {object} frame
 * @param {string} frame.name of the view; its title has the id `<name>-title`
 * @param {string} frame.title said until there is content
 * @param {unknown} frame.content null as long as there is nothing to show
 * @param {unknown} [frame.detail] what is open; nothing if that is empty
 * @param {string} [frame.kind] a class of the panel besides
 */
export function viewFrame({ name, title, content, detail, kind = '' }) {
  return html`<div class="split" ?data-split=${detail}>
    <section class=${`panel view ${kind}`} aria-labelledby=${`${name}-title`}>
      ${
        content ??
        html`<h2 id=${`${name}-title`} class="none">${title}</h2>
          <p class="none" aria-busy="true">Waiting for the first snapshot.</p>`
      }
    </section>
    ${detail || nothing}
  </div>`;
}

/** Finds in a view by what is typed, which is in the address. @param {import('./route.js').Route} route */
export function searchField(route, placeholder, name) {
  return html`<input
    type="search"
    placeholder=${placeholder}
    aria-label=${name}
    .value=${route.get('q')}
    @input=${({ target }) => route.go(route.with({ q: target.value.trim() }), { replace: true })}
  />`;
}

/**
 * A table whose rows stand still while somebody aims at them.
 *
 * @param {import('./entity-table.js').Model} model
 * @param {import('./still.js').StillRows} still
 */
export function stillTable(model, still) {
  return html`<swarm-table
    .model=${model}
    @pointerenter=${still.enter}
    @pointerleave=${still.leave}
    @focusout=${still.focusOut}
  ></swarm-table>`;
}
