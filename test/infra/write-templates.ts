import { writeFileSync } from 'node:fs'
import { synthesize } from './support/house'
import { renderStages } from './support/render'

/** `npm run templates`: writes what a deployment makes, for reviews. */
for (const stage of ['dev', 'prod'] as const) await synthesize(stage)
for (const [stage, text] of Object.entries(renderStages())) writeFileSync(`test/infra/templates/${stage}.txt`, text)
