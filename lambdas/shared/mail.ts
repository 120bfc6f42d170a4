/** A mail to one person, as plain text and as HTML. */
export interface Mail {
  readonly to: string
  readonly subject: string
  readonly text: string
  readonly html: string
}

/** The style of secondary text. */
export const quiet = 'margin:0 0 12px;color:#52525b;font-size:14px'

/** The HTML of a mail: a title, and paragraphs that are HTML already. */
export function mailDocument(title: string, paragraphs: readonly string[]): string {
  return (
    `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>${escapeHtml(title)}</title></head>` +
    `<body style="margin:0;padding:32px 16px;background:#f4f4f5;color:#18181b;font:16px/1.5 system-ui,sans-serif">` +
    `<div style="max-width:480px;margin:0 auto;padding:32px;border-radius:12px;background:#ffffff">` +
    `<h1 style="margin:0 0 16px;font-size:20px">${escapeHtml(title)}</h1>${paragraphs.join('')}</div></body></html>`
  )
}

/** Text from a stranger must stay text in HTML. */
export function escapeHtml(text: string): string {
  return text.replace(
    /[&<>"']/g,
    (c) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' })[c] ?? c,
  )
}
