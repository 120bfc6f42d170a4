import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { preparePath } from '../../client/smart/in-node'
import type { Preparation } from './smart-chromium'

/** Prepares a file in a process of its own. */
export async function prepareInNode(path: string): Promise<Preparation> {
  const args = ['--import', 'tsx', 'test/bench/smart-node.ts', path]
  return JSON.parse((await promisify(execFile)(process.execPath, args)).stdout)
}

async function main(path: string): Promise<void> {
  const began = performance.now()
  const { source, doubt, discard } = await preparePath(path, {})
  const ms = performance.now() - began
  await discard()
  if (doubt) throw new Error(`The whole file would be sent: ${doubt}`)
  console.log(JSON.stringify({ ms, sentBytes: source.size, peakBytes: process.resourceUsage().maxRSS * 1024 }))
}

if (process.argv[1]?.endsWith('smart-node.ts')) void main(process.argv[2] ?? '')
