import { writeFileSync } from 'node:fs'
import { cpus, type as osType, totalmem } from 'node:os'
import { chart, type Figure } from './chart'

/** The machine that a benchmark runs on. */
export function machine() {
  return {
    cpu: cpus()[0]?.model.trim(),
    cores: cpus().length,
    memoryGB: Math.round(totalmem() / 1e9),
    os: osType(),
    node: process.version,
  }
}

/**
 * Keeps what was measured, as JSON and as a chart under `docs/benchmarks/`, and prints it.
 *
 * @param name of the two files @param more what else belongs to the figures: how many calls they are of, and the like
 * @returns whether every figure is within its limit
 */
export function keep(name: string, title: string, figures: readonly Figure[], more: object = {}): boolean {
  const results = figures.map((figure) => ({ ...figure, value: Number(figure.value.toPrecision(3)) }))
  const report = { date: new Date().toISOString().slice(0, 10), machine: machine(), ...more, results }
  writeFileSync(`docs/benchmarks/${name}.json`, `${JSON.stringify(report, null, 2)}\n`)
  writeFileSync(`docs/benchmarks/${name}.svg`, chart(title, results))
  const rows = results.map(({ name, value, unit, limit }) => [
    name,
    { measured: `${value} ${unit}`, limit: `${limit} ${unit}`, holds: value <= limit },
  ])
  console.table(Object.fromEntries(rows))
  return results.every(({ value, limit }) => value <= limit)
}
