type Props<E extends HTMLElement> = Partial<Omit<E, 'style' | 'dataset' | 'children' | 'attributes'>> & {
  /** Attributes without a property of their own, such as `aria-*` and `role`. */
  readonly attributes?: Record<string, string>
}

/** Makes an element. Strings become text nodes, never markup, so data cannot inject any. */
export function el<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  { attributes = {}, ...props }: Props<HTMLElementTagNameMap[K]> = {},
  ...children: (Node | string)[]
): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag)
  Object.assign(element, props)
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value)
  element.append(...children)
  return element
}

/** An element that `index.html` promises. */
export function byId(id: string): HTMLElement {
  const element = document.getElementById(id)
  if (!element) throw new Error(`index.html has no element #${id}`)
  return element
}

/** Says a sentence to screen readers. */
export function announce(sentence: string): void {
  byId('announcements').textContent = sentence
}

/** Sets the text only when it differs, so that screen readers and selections are not disturbed. */
export function setText(element: HTMLElement, text: string): void {
  if (element.textContent !== text) element.textContent = text
  element.hidden = text === ''
}
