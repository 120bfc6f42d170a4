import { mediaRoot } from './media-root'
import { sweep } from './sweep'

const deps = mediaRoot('jobs')

export function handler() {
  return sweep(deps)
}
