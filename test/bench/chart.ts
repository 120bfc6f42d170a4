export interface Figure {
  readonly name: string
  readonly value: number
  readonly unit: string
  /** The most it may be. */
  readonly limit: number
}

const row = 26
const left = 430
const width = 260

/** Horizontal bars as SVG: each figure as a share of its limit, the limit being the line at the right. */
export function chart(title: string, figures: readonly Figure[]): string {
  const height = 60 + figures.length * row
  const rows = figures.map(({ name, value, unit, limit }, index) => {
    const y = 50 + index * row
    const length = Math.max(2, Math.min(1.15, value === 0 ? 0 : value / limit) * width)
    return [
      `<text x="${left - 12}" y="${y + 13}" text-anchor="end">${escapeXml(name)}</text>`,
      `<rect x="${left}" y="${y}" width="${length.toFixed(1)}" height="18" rx="3" fill="${value <= limit ? '#0f766e' : '#b91c1c'}"/>`,
      `<text x="${left + width + 12}" y="${y + 13}">${value} of ${limit} ${unit}</text>`,
    ].join('')
  })
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 860 ${height}" font-family="system-ui, sans-serif" font-size="13" fill="#1f2937">
<rect width="860" height="${height}" fill="#ffffff"/>
<text x="20" y="28" font-size="16" font-weight="600">${escapeXml(title)}</text>
<line x1="${left + width}" x2="${left + width}" y1="42" y2="${height - 10}" stroke="#9ca3af" stroke-dasharray="4 3"/>
${rows.join('\n')}
</svg>
`
}

function escapeXml(text: string): string {
  return text.replace(/[&<>]/g, (c) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;' })[c] ?? c)
}
