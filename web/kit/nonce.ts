/**
 * The content policy allows only those `<style>` elements that carry the page's nonce, and some libraries forget it (antd in
 * three places). So every `style` gets it at birth. Import this before anything else.
 */
export const nonce: string = document.querySelector<HTMLMetaElement>('meta[name="csp-nonce"]')?.content ?? '';

const create = document.createElement.bind(document);
document.createElement = (name: string, options?: ElementCreationOptions) => {
  const element = create(name, options);
  if (nonce && element instanceof HTMLStyleElement) element.nonce = nonce;
  return element;
};

/** A growing text field is measured through `setAttribute('style', …)`, which the policy forbids; the same text by CSSOM is allowed. */
// oxlint-disable-next-line typescript/unbound-method -- it is called with its element below
const setAttribute = Element.prototype.setAttribute;
Element.prototype.setAttribute = function (this: Element, name: string, value: string) {
  if (name === 'style' && this instanceof HTMLElement) this.style.cssText = value;
  else setAttribute.call(this, name, value);
};
