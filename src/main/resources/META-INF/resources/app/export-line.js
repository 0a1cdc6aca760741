import { html, nothing } from 'lit';

const n = (count) => count.toLocaleString('en');

/** How far an export of the log is, and the way to stop it. @param {import('./view.js').View} view */
export function exportLine(view) {
  const { exporting } = view;
  if (!exporting) return nothing;
  const { state, written, done, problem, read } = exporting;
  const dismiss = () => {
    view.exporting = null;
    view.changed();
  };
  const said = {
    running: `${n(read.count)} of ${n(read.of)} events read, ${n(written)} written.`,
    over: `Done: ${n(written)} events are in the file.`,
    stopped: `Stopped: ${n(written)} events are in the file.`,
    failed: `It broke off: ${problem?.message}. ${n(written)} events are in the file. Export again to have all.`,
  }[state];
  return html`<div class="bulk" data-export=${state} data-written=${written}>
    <strong>Export</strong>
    ${state === 'running' ? html`<progress max="1" .value=${done} aria-label="Progress of the export"></progress>` : nothing}
    <span role=${state === 'failed' ? 'alert' : 'status'}>${said}</span>
    ${
      state === 'running'
        ? html`<button data-action="export-stop" @click=${() => exporting.stop()}>Stop</button>`
        : html`<button data-action="export-dismiss" @click=${dismiss}>Dismiss</button>`
    }
  </div>`;
}
