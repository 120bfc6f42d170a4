import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { writeAtomically } from './files'

/**
 * MiniStack saves how far each function has read a table's stream, but not the stream: after a restart the stream begins at
 * zero again, and a function would sleep through as many records as it had read before. So the places are forgotten. What was
 * written and not yet read when it stopped is lost; the sweeper makes up for that as for every lost message.
 */
export function forgetStreamPositions(state: string): void {
  const file = join(state, 'lambda.json')
  if (!existsSync(file)) return
  const saved = JSON.parse(readFileSync(file, 'utf8'))
  const positions = saved.payload?.dynamodb_stream_positions
  if (!positions) return
  positions.data = {}
  writeAtomically(file, JSON.stringify(saved))
}
