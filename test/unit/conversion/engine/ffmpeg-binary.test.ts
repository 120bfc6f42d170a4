import { chmod, mkdir, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { findFfmpeg } from '../../../../lambdas/conversion/engine/ffmpeg-binary'
import { withDirectory } from '../../../support/media'

const program = async (path: string, mode = 0o755) => {
  await mkdir(dirname(path), { recursive: true })
  await writeFile(path, '#!/bin/sh\n')
  await chmod(path, mode)
  return path
}
const inEnvironment = (root: string) =>
  program(join(root, '.audiolift/venv/lib/python3.13/site-packages/imageio_ffmpeg/binaries/ffmpeg-linux-x86_64-v9.0.2'))
const inPackage = async (root: string) => {
  await program(join(root, 'node_modules/ffmpeg-static/index.js'))
  await writeFile(
    join(root, 'node_modules/ffmpeg-static/index.js'),
    "module.exports = require('path').join(__dirname, 'ffmpeg')\n",
  )
  return join(root, 'node_modules/ffmpeg-static/ffmpeg')
}

test('the named one goes before all others', () =>
  withDirectory(async (root) => {
    const named = await program(join(root, 'my-ffmpeg'))
    await inEnvironment(root)
    expect(findFfmpeg(root, { FFMPEG_BIN: named, PATH: '' })).toBe(named)
  }))

test('a named one that is not there is not passed over', () =>
  withDirectory(async (root) => {
    await inEnvironment(root)
    expect(() => findFfmpeg(root, { FFMPEG_BIN: '/nowhere/ffmpeg' })).toThrow(/^FFMPEG_BIN is \/nowhere\/ffmpeg/)
  }))

test('PATH, environment: in this order, as far as they are there', () =>
  withDirectory(async (root) => {
    const environment = await inEnvironment(root)
    const path = join(root, 'bin')
    await program(join(path, 'ffmpeg'), 0o644)
    expect(findFfmpeg(root, { PATH: `:${path}` })).toBe(environment)
    const onPath = await program(join(path, 'ffmpeg'))
    expect(findFfmpeg(root, { PATH: `/nowhere:${path}` })).toBe(onPath)
  }))

test('the optional package goes before PATH, once its binary was downloaded', () =>
  withDirectory(async (root) => {
    const packaged = await inPackage(root)
    const onPath = await program(join(root, 'bin/ffmpeg'))
    expect(findFfmpeg(root, { PATH: dirname(onPath) })).toBe(onPath)
    await program(packaged)
    expect(findFfmpeg(root, { PATH: dirname(onPath) })).toBe(packaged)
  }))

test('nowhere: the sentence names a command', () =>
  withDirectory(async (root) => {
    expect(() => findFfmpeg(root, { PATH: '' })).toThrow(
      /^ffmpeg was not found\. Run `npm start` once.* install ffmpeg`\.$/,
    )
  }))
