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
}
