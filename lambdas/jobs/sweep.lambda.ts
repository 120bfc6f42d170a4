import { jobsRoot } from './root'
import { sweep } from './sweep'

const deps = jobsRoot('jobs')

export const handler = () => sweep(deps)
