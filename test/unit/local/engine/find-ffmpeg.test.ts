import { chmod, mkdir, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { releaseOf, requireFfmpeg } from '../../../../local/engine/ffmpeg'
import { findFfmpeg } from '../../../../local/engine/find-ffmpeg'
import { withDirectory } from '../../../support/media'

async function program(path: string, lines = '', mode = 0o755): Promise<string> {
  await mkdir(dirname(path), { recursive: true })
  await writeFile(path, `#!/bin/sh\n${lines}\n`)
  await chmod(path, mode)
  return path
}

/** An ffmpeg that says which it is, and which encoders it has. */
function ffmpeg(path: string, version: string, encoders = 'libmp3lame'): Promise<string> {
  return program(
    path,
    `[ "$1" = -version ] && echo 'ffmpeg version ${version} Copyright (c)' || echo ' A....D ${encoders} '`,
  )
}

function own(root: string): string {
  return join(root, '.audiolift/venv/lib/python3.13/site-packages/imageio_ffmpeg/binaries/ffmpeg-linux-x86_64-v9.0.2')
}

test('it is the project’s own, even with others on the PATH or in node_modules', () =>
  withDirectory(async (root) => {
    const path = await program(own(root))
    await program(join(root, 'bin/ffmpeg'))
    await program(join(root, 'node_modules/ffmpeg-static/ffmpeg'))
    expect(findFfmpeg(root, { PATH: join(root, 'bin') })).toBe(path)
  }))

test('nothing but the project’s own is taken unasked', () =>
  withDirectory(async (root) => {
    await program(join(root, 'bin/ffmpeg'))
    expect(() => findFfmpeg(root, { PATH: join(root, 'bin') })).toThrow(
      /^The project's own ffmpeg is not there yet\. Run `npm start` once, .* or name an ffmpeg of release 7 or later in FFMPEG_BIN\.$/,
    )
  }))

test('FFMPEG_BIN goes before it', () =>
  withDirectory(async (root) => {
    await program(own(root))
    const named = await ffmpeg(join(root, 'mine'), '7.1')
    expect(await requireFfmpeg(root, { FFMPEG_BIN: named })).toBe(named)
  }))

test.each([
  ['that is not there', () => '/nowhere/ffmpeg', /^FFMPEG_BIN is \/nowhere\/ffmpeg, but there is no program\./],
  [
    'of Debian 12',
    (root: string) => ffmpeg(join(root, 'old'), '5.1.8-0+deb12u1'),
    /is of release 5; it takes release 7 or later\. Correct it, or unset it/,
  ],
  [
    'without an MP3 encoder',
    (root: string) => ffmpeg(join(root, 'poor'), '8.0', 'aac'),
    /has no MP3 encoder \(libmp3lame\)/,
  ],
  [
    'that does not start',
    (root: string) => program(join(root, 'broken'), 'exit 1'),
    /does not start\. Correct it, or unset it/,
  ],
])('an FFMPEG_BIN %s is a sentence, and nothing else is taken for it', (_case, make, sentence) =>
  withDirectory(async (root) => {
    await ffmpeg(own(root), '9.0.2-static')
    await expect(requireFfmpeg(root, { FFMPEG_BIN: await make(root) })).rejects.toThrow(sentence)
  }),
)

test.each([
  ['ffmpeg version 9.0.2-static https://example.org', 9],
  ['ffmpeg version n7.1 Copyright', 7],
  ['ffmpeg version 10 Copyright', 10],
  ['ffmpeg version N-118896-g9f0970ee35 Copyright', undefined],
  ['ffmpeg version 2025-03-01-git-af5d3a1 Copyright', undefined],
])('%s is of release %s', (version, release) => {
  expect(releaseOf(version)).toBe(release)
})
