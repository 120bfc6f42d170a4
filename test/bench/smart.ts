import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { runMain } from '../../local/errors'
import type { Figure } from './chart'
import { keep } from './report'
import { prepareInChromium } from './smart-chromium'
import { makeFilm } from './smart-film'
import { prepareInNode } from './smart-node'
import { median } from './statistics'

/**
 * `npm run bench:smart`: how long it takes to get the audio out of a video before it is uploaded, what is sent of it, and
 * how much memory that takes, in Chromium and in Node. Prints a table and writes `docs/benchmarks/smart.json` and `.svg`.
 */
const rounds = 3
const minutes = 20
/** A video of 2 GB at the same bit rate. */
const longMinutes = 34

async function measure(folder: string) {
  const film = await makeFilm(folder, minutes)
  const chromium = []
  const node = []
  for (let round = 0; round < rounds; round++) {
    chromium.push(await prepareInChromium(film.path))
    node.push(await prepareInNode(film.path))
  }
  const sent = chromium[0]?.sentBytes ?? Number.NaN
  rmSync(film.path)

  const long = await makeFilm(folder, longMinutes)
  const [longChromium, longNode] = [await prepareInChromium(long.path), await prepareInNode(long.path)]
  const figures: Figure[] = [
    { name: `Sent of ${minutes} min at 8 Mb/s, of its audio`, value: sent / film.audioBytes, unit: '×', limit: 1.1 },
    {
      name: `Prepare ${minutes} min in Chromium`,
      value: median(chromium.map(({ ms }) => ms)) / 1000,
      unit: 's',
      limit: 10,
    },
    { name: `Prepare ${minutes} min in Node`, value: median(node.map(({ ms }) => ms)) / 1000, unit: 's', limit: 10 },
    {
      name: 'Memory for 2 GB in Chromium, the page’s own',
      value: longChromium.peakBytes / 1e6,
      unit: 'MB',
      limit: 300,
    },
    { name: 'Memory for 2 GB in Node, the process', value: longNode.peakBytes / 1e6, unit: 'MB', limit: 300 },
  ]
  return {
    figures,
    bytes: { film: film.bytes, audio: film.audioBytes, sent, longFilm: long.bytes, longSent: longNode.sentBytes },
    rounds: { chromium, node },
    long: { chromium: longChromium, node: longNode },
  }
}

runMain(async () => {
  const folder = mkdtempSync(join(tmpdir(), 'audiolift-bench-'))
  try {
    const { figures, ...more } = await measure(folder)
    return keep('smart', 'Smart upload: measured, and the limit', figures, more) ? 0 : 1
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
})
