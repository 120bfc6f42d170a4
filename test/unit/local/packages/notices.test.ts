import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { noticesOf, packagesOf } from '../../../../local/packages/notices'
import { temporaryFolder } from '../../../support/temporary-folder'

it('knows of which packages the files of a bundle are', () => {
  const files = [
    'cli/main.ts',
    'node_modules/b/dist/index.js',
    'node_modules/@scope/a/index.js',
    'node_modules/b/node_modules/c/index.js',
    'node_modules/b/dist/other.js',
  ]
  expect(packagesOf(files)).toEqual(['@scope/a', 'b', 'c'])
})

it('refuses to pass on a package that has no licence text', () => {
  const modules = temporaryFolder('notices')
  mkdirSync(join(modules, 'bare'))
  writeFileSync(join(modules, 'bare', 'package.json'), '{ "version": "1.0.0", "license": "MIT" }')
  expect(() => noticesOf(['bare'], modules)).toThrow('bare has no licence text')
  writeFileSync(join(modules, 'bare', 'LICENCE.md'), 'Do what you like.\n')
  expect(noticesOf(['bare'], modules)).toContain('## bare 1.0.0\n\nLicence: MIT.')
})
