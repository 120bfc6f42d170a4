import { watch } from 'node:fs'
import { buildPage } from '../web/build'
import { type Change, changeOf, merge, nothing } from './changes'
import { type Deployment, deployChanged } from './deploy'
import { messageOf, runMain, UserError } from './errors'
import { type LocalCloud, startLocalCloud } from './local-cloud'
import { createReloader, type Reloader } from './reload'
import { aborted, stopSignal } from './shutdown'
import { printSteps } from './steps'

/** Milliseconds: an editor writes a file in several steps, and several files at once. */
const settle = 150

const watched = ['bin', 'lib', 'lambdas', 'web', 'client', 'media', 'protocol', 'options']

runMain(async () => {
  if (process.argv.length > 2) throw new UserError('Usage: npm run dev', 2)
  const signal = stopSignal()
  const reloader = createReloader()
  let cloud: LocalCloud | undefined
  try {
    cloud = await startLocalCloud({ onStep: printSteps(console.log), signal, reloader })
    console.log(`\nPage    ${cloud.addresses.page}\nInbox   ${cloud.addresses.inbox}\n`)
    console.log('Changes are deployed when you save them. Press Ctrl-C to stop.')
    const stopWatching = watchSources(cloud.deployment, reloader, signal)
    const vanished = cloud.vanished.then(() => 'vanished' as const)
    const reason = await Promise.race([aborted(signal), vanished])
    await stopWatching()
    if (reason === 'vanished') throw new UserError('The emulator stopped unexpectedly and lost its data. Start again.')
    return 0
  } catch (error) {
    if (!signal.aborted) throw error
    return 0
  } finally {
    await cloud?.stop()
  }
})

/** Handles changes one after the other; changes that arrive meanwhile are handled together next. */
function watchSources(deployment: Deployment, reloader: Reloader, signal: AbortSignal): () => Promise<void> {
  let pending = nothing
  let working = Promise.resolve()
  let timer: NodeJS.Timeout | undefined
  const work = async () => {
    const change = pending
    pending = nothing
    if (change !== nothing && !signal.aborted) await apply(change, deployment, reloader)
  }
  const watchers = watched.map((folder) =>
    watch(folder, { recursive: true }, (_event, file) => {
      if (file === null) return
      pending = merge(pending, changeOf(`${folder}/${file}`))
      clearTimeout(timer)
      timer = setTimeout(() => {
        working = working.then(work)
      }, settle)
    }),
  )
  return async () => {
    clearTimeout(timer)
    for (const each of watchers) each.close()
    await working
  }
}

/** Reports a mistake in the code and keeps watching, because the next save may fix it. */
async function apply(change: Change, deployment: Deployment, reloader: Reloader): Promise<void> {
  const began = performance.now()
  const done: string[] = []
  try {
    if (change.page) {
      await buildPage(deployment.paths.page, deployment.paths.root)
      done.push('page')
    }
    if (change.stacks) done.push(...(await deployChanged({ ...deployment, onStack: () => undefined })))
    const seconds = ((performance.now() - began) / 1000).toFixed(1)
    console.log(`  ${seconds.padStart(5)} s  ${done.length > 0 ? done.join(', ') : 'nothing came out different'}`)
    if (done.length > 0) reloader.reload()
  } catch (error) {
    if (deployment.signal?.aborted) return
    console.log(`           ${messageOf(error)}`)
  }
}
