import { copyFileSync, existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'
import { build } from 'esbuild'
import { ensureNode24 } from '../../local/node24'
import { readRootManifest, versionOf } from '../../local/packages/manifest'
import { pathsUnder } from '../../local/paths'
import { run } from '../../local/processes'
import { temporaryFolder } from '../support/temporary-folder'
import { page, type User, user } from './support/cloud'
import { type Consumer, consumerOf, packAll } from './support/consumer'
import { decodedSamples, sampleVideo } from './support/media'

const seconds = 3

let consumer: Consumer
let person: User
/** Folders of the oldest Node that is supported, if that runs the tests, and of Node 24. */
let nodes: readonly string[]

beforeAll(async () => {
  const uppy = `@uppy/core@${versionOf('@uppy/core', readRootManifest())}`
  const [tarballs, { folder: node24 }] = [await packAll(), await ensureNode24(pathsUnder())]
  consumer = await consumerOf([...tarballs.map((path) => resolve(path)), uppy])
  nodes = [...new Set([dirname(process.execPath), node24])]
  person = await user()
  copyFileSync(await sampleVideo({ seconds }), join(consumer.folder, 'holiday.mp4'))
})

beforeEach(() => rmSync(join(consumer.folder, 'holiday.mp3'), { force: true }))

/** The first example of a README in a language, for the tests' own service and account. */
function exampleOf(readme: string, language: string): string {
  const text = readFileSync(join(consumer.folder, 'node_modules', readme, 'README.md'), 'utf8')
  const example = new RegExp(`^\`\`\`${language}\n(.*?)^\`\`\`$`, 'ms').exec(text)?.[1]
  if (example === undefined) throw new Error(`The README of ${readme} has no example in ${language}`)
  return example
    .replaceAll('http://127.0.0.1:8080', page())
    .replaceAll('demo@example.com', person.email)
    .replaceAll('Audiolift-demo-1', person.password)
}

async function expectAudio() {
  const samples = await decodedSamples(join(consumer.folder, 'holiday.mp3'))
  expect(Math.abs(samples - seconds * 44_100)).toBeLessThan(2048)
}

it('runs the first example of the client’s README, on the oldest Node and on Node 24', async () => {
  writeFileSync(join(consumer.folder, 'lift.mjs'), exampleOf('audiolift-client', 'js'))
  const [install, command = ''] = exampleOf('audiolift-client', 'sh').trim().split('\n')
  expect(install).toBe('npm install audiolift-client')
  for (const node of nodes) {
    const { code, stdout, stderr } = await consumer.run(command, { node })
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    expect(Number.parseInt(stdout, 10)).toBeGreaterThan(0)
    await expectAudio()
    rmSync(join(consumer.folder, 'holiday.mp3'))
  }
})

it('runs the first example of the command line’s README, on the oldest Node and on Node 24', async () => {
  const commands = exampleOf('audiolift', 'sh').trim().split('\n')
  for (const node of nodes) {
    const home = temporaryFolder('home')
    let last = ''
    for (const command of commands) {
      const { code, stdout, stderr } = await consumer.run(command, { node, home, input: `${person.password}\n` })
      expect({ command, code, stderr }).toEqual({ command, code: 0, stderr: expect.not.stringMatching(/error/i) })
      last = stdout
    }
    expect(last).toContain('holiday')
    await expectAudio()
    rmSync(join(consumer.folder, 'holiday.mp3'))
  }
})

it('says in a sentence that nobody is signed in, and ends with 3', async () => {
  for (const node of nodes) {
    const nowhere = await consumer.run('npx audiolift ls', { node })
    expect(nowhere).toEqual({
      code: 3,
      stdout: '',
      stderr: expect.stringMatching(/^No Audiolift is known yet\. .*\.\n$/),
    })
    const signedOut = await consumer.run(`npx audiolift convert holiday.mp4 --url ${page()}`, { node })
    expect(signedOut).toEqual({ code: 3, stdout: '', stderr: expect.stringMatching(/^\S.*sign.*\.\n$/i) })
    expect(existsSync(join(consumer.folder, 'holiday.mp3'))).toBe(false)
  }
})

it('says in a sentence that a service’s address is not one', async () => {
  writeFileSync(
    join(consumer.folder, 'wrong.mjs'),
    "import { createClient } from 'audiolift-client'\ntry { createClient({ baseUrl: process.env.NOT_SET }) } catch ({ message }) { console.log(message) }\n",
  )
  for (const node of nodes)
    expect(await consumer.run('node wrong.mjs', { node })).toEqual({
      code: 0,
      stdout: 'baseUrl: “undefined” is not an address. Give a complete one, such as https://audio.example.com.\n',
      stderr: '',
    })
})

const forNode = `
import { createClient, type Job, memorySession, ProblemError, upload, waitForJob } from 'audiolift-client'
import { type FileSource, openFile, preparePath } from 'audiolift-client/node'

export async function lift(path: string): Promise<Job> {
  const client = createClient({ baseUrl: 'https://audio.example.com', session: memorySession({ accessToken: 'a' }) })
  const file: FileSource = await openFile(path)
  try {
    return await waitForJob(client, (await upload(client, file, { format: 'mp3', bitrate: 192 })).id)
  } catch (error) {
    if (error instanceof ProblemError) console.error(error.detail, error.errors.map(({ field }) => field))
    throw error
  } finally {
    await file.close()
  }
}
// @ts-expect-error There is no such format: the types come from the API's description.
export const wrong = preparePath('holiday.mp4', { format: 'wma' })
`

const forBrowsers = `
import Uppy from '@uppy/core'
import { createClient, type Job, prepareFile, putWithProgress, upload } from 'audiolift-client'
import { AudioliftUploader } from 'audiolift-client/uppy'

const client = createClient({ baseUrl: '' })
export async function send(file: File): Promise<Job> {
  const { source, options } = await prepareFile(file, { format: 'opus' })
  return upload(client, source, options, { put: putWithProgress })
}
export const uppy = new Uppy().use(AudioliftUploader, { client, conversion: () => ({ format: 'opus' }) })
// @ts-expect-error A plugin without a client.
export const wrong = new Uppy().use(AudioliftUploader, {})
`

describe.each([
  ['bundler', 'ESNext', 'typescript'],
  ['nodenext', 'NodeNext', 'typescript-7'],
])('with moduleResolution %s', (moduleResolution, module, compiler) => {
  it.each([
    ['Node', forNode, { lib: ['ES2022'], types: ['node'], typeRoots: [resolve('node_modules/@types')] }],
    // Uppy's own declarations need Symbol.dispose.
    ['browsers', forBrowsers, { lib: ['ES2022', 'ESNext.Disposable', 'DOM', 'DOM.Iterable'], types: [] }],
  ])('compiles strictly for %s, declarations included', async (place, source, more) => {
    const { folder } = consumer
    writeFileSync(join(folder, `${place}.mts`), source)
    const compilerOptions = {
      strict: true,
      skipLibCheck: false,
      noEmit: true,
      target: 'ES2022',
      module,
      moduleResolution,
    }
    const config = { compilerOptions: { ...compilerOptions, ...more }, files: [`${place}.mts`] }
    writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify(config))
    const { code, stdout } = await run(process.execPath, [`node_modules/${compiler}/bin/tsc`, '-p', folder])
    expect({ code, stdout }).toEqual({ code: 0, stdout: '' })
  })
})

it('can be bundled for browsers, without anything of Node’s, and loads what takes videos apart when needed', async () => {
  const { metafile } = await build({
    stdin: {
      contents: "export * from 'audiolift-client'\nexport * from 'audiolift-client/uppy'",
      resolveDir: consumer.folder,
    },
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'browser', // an import of Node's own is an error
    outdir: 'out',
    write: false,
    metafile: true,
    logLevel: 'silent',
  })
  expect(metafile.outputs['out/stdin.js']?.imports).toEqual(
    expect.arrayContaining([expect.objectContaining({ kind: 'dynamic-import' })]),
  )
  const loaded = new Set<string>()
  const waiting = ['out/stdin.js']
  for (let file = waiting.pop(); file !== undefined; file = waiting.pop()) {
    if (loaded.has(file)) continue
    loaded.add(file)
    for (const { path, kind } of metafile.outputs[file]?.imports ?? [])
      if (kind === 'import-statement') waiting.push(path)
  }
  const atOnce = [...loaded].flatMap((file) => Object.keys(metafile.outputs[file]?.inputs ?? {}))
  expect(atOnce.filter((path) => path.includes('mediabunny'))).toEqual([])
})

function filesOf(name: string): string[] {
  const folder = join(consumer.folder, 'node_modules', name)
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)))
    .sort()
}

it('contains nothing but what is meant, and runs nothing when it is installed', () => {
  expect(filesOf('audiolift')).toEqual(['LICENSE', 'NOTICE.md', 'README.md', 'audiolift.mjs', 'package.json'])
  const others = filesOf('audiolift-client').filter(
    (file) => !/^dist\/chunks\/[\w-]+\.js$|^types\/(client|media|protocol)\/[\w/-]+\.d\.ts$/.test(file),
  )
  const dist = ['dist/index.js', 'dist/node.js', 'dist/uppy.js']
  expect(others).toEqual(['LICENSE', 'README.md', ...dist, 'package.json'])
  for (const name of ['audiolift', 'audiolift-client']) {
    const manifest = JSON.parse(readFileSync(join(consumer.folder, 'node_modules', name, 'package.json'), 'utf8'))
    expect(manifest).not.toHaveProperty('scripts')
    for (const file of filesOf(name))
      expect(readFileSync(join(consumer.folder, 'node_modules', name, file), 'utf8')).not.toContain(process.cwd())
  }
  expect(readFileSync(join(consumer.folder, 'node_modules/audiolift/NOTICE.md'), 'utf8')).toMatch(
    /^## mediabunny [\s\S]*^## openapi-fetch /m,
  )
})
