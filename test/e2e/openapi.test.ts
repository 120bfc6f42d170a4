import { readFileSync } from 'node:fs'
import { page } from './support/cloud'

it('the running API serves the committed description', async () => {
  const response = await fetch(`${page()}/v1/openapi.json`)
  expect(await response.json()).toEqual(JSON.parse(readFileSync('docs/openapi.json', 'utf8')))
})
