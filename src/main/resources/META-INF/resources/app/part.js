import { LitElement } from 'lit';

/** A part of the page. It draws into the document itself: one style sheet, and plain selectors for tests. */
export class Part extends LitElement {
  static properties = { view: { attribute: false } };

  createRenderRoot() {
    return this;
  }

  connectedCallback() {
    super.connectedCallback();
    this.view?.add(this);
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    this.view?.remove(this);
  }

  /** Something on the page may be different: draws itself anew. */
  frame() {
    this.requestUpdate();
  }
}

/**
 * A dialog, or a part in one. While the dialog is closed nobody sees it, and it does not draw itself; whoever opens it makes
 * it do so.
 */
export class DialogPart extends Part {
  frame() {
    const dialog = this.closest('dialog') ?? this.querySelector('dialog');
    if (dialog?.open) super.frame();
  }
}
