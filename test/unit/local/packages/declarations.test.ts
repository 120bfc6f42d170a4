import { resolvable } from '../../../../local/packages/declarations'

it('gives relative imports of every kind the ending that Node asks for, and leaves packages alone', () => {
  const declaration = [
    "import type { A } from './a';",
    "import { type B } from '../b/b';",
    "import './effect';",
    "export type * from './types';",
    "export declare const c: import('./c').C;",
    "import createClient from 'openapi-fetch';",
    "/** Text that names './nothing'. */",
  ].join('\n')
  const { text, modules } = resolvable(declaration)
  expect(modules).toEqual(['./a', '../b/b', './effect', './types', './c'])
  expect(text).toBe(
    declaration
      .replace('./a', './a.js')
      .replace('../b/b', '../b/b.js')
      .replace('./effect', './effect.js')
      .replace('./types', './types.js')
      .replace("'./c'", "'./c.js'"),
  )
})
