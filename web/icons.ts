/** Drawn on 24 × 24, with a line of 1.75. */
const shapes = {
  play: 'M8 5.5v13l10.5-6.5z',
  pause: 'M8.5 5.5v13M15.5 5.5v13',
  close: 'M6 6l12 12M18 6L6 18',
  trash: 'M5 7h14M10 7V4.5h4V7M7 7l.8 12.5h8.4L17 7M10.3 10.5v5.5M13.7 10.5v5.5',
  download: 'M12 4v11M7.5 11l4.5 4.5 4.5-4.5M5 19.5h14',
  up: 'M12 19V6M6.5 11L12 5.5 17.5 11',
  wave: 'M5 14v-4M8.5 17V7M12 20V4M15.5 16.5v-9M19 14v-4',
  clock: 'M12 4a8 8 0 1 0 0 16 8 8 0 0 0 0-16M12 8v4.5l3 1.5',
  alert: 'M12 4.5v9.5M12 18.5v.5',
  file: 'M7 3.5h7l4 4v13H7zM14 3.5v4h4',
  back: 'M4.5 12a7.5 7.5 0 1 0 2.6-5.7M7.1 2.8v3.7h3.7',
  forward: 'M19.5 12a7.5 7.5 0 1 1-2.6-5.7M16.9 2.8v3.7h-3.7',
  search: 'M10.5 4.5a6 6 0 1 0 0 12 6 6 0 0 0 0-12M15 15l5 5',
  link: 'M10 14a4 4 0 0 0 5.7 0l3-3a4 4 0 0 0-5.7-5.7l-1.3 1.3M14 10a4 4 0 0 0-5.7 0l-3 3A4 4 0 0 0 11 18.7l1.3-1.3',
} as const

export type IconName = keyof typeof shapes

const space = 'http://www.w3.org/2000/svg'

/** A picture beside a text, or in a button that has a name of its own: screen readers skip it. */
export function icon(name: IconName): SVGSVGElement {
  const picture = document.createElementNS(space, 'svg')
  const path = document.createElementNS(space, 'path')
  picture.setAttribute('viewBox', '0 0 24 24')
  picture.setAttribute('class', `icon icon-${name}`)
  picture.setAttribute('aria-hidden', 'true')
  path.setAttribute('d', shapes[name])
  picture.append(path)
  return picture
}
