import { readFileSync, writeFileSync } from 'node:fs'
import { commands } from '../cli/commands'
import { reference } from '../cli/words/reference'

/** `npm run cli:docs`: writes the reference at the end of `docs/cli.md` anew, from what `--help` says. */
const file = 'docs/cli.md'
const mark = '<!-- From here on it is what `npm run cli:docs` writes. -->\n'
const [before] = readFileSync(file, 'utf8').split(mark)
writeFileSync(file, `${before}${mark}\n${reference(commands)}\n`)
