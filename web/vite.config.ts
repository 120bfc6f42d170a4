import { readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { defineConfig, type Plugin } from 'vite'

/** Only files with a hash were written by an earlier build; other files in the folder are not ours. */
const hashedName = /-[0-9a-f]{8}\.\w+(\.map)?$/

/**
 * Removes the assets of an earlier build, as the last step: a page that is just being opened still finds its own.
 */
function removeStale(): Plugin {
  return {
    name: 'remove-stale',
    async writeBundle({ dir = '' }, bundle) {
      const folder = join(dir, 'assets')
      const stale = (await readdir(folder)).filter((name) => hashedName.test(name) && !(`assets/${name}` in bundle))
      await Promise.all(stale.map((name) => rm(join(folder, name))))
    },
  }
}

/** Everything but `index.html` goes into `assets/` under a name that changes with its content: it may be kept for ever. */
export default defineConfig({
  root: import.meta.dirname,
  publicDir: false,
  build: {
    target: 'es2022',
    cssTarget: ['chrome123', 'firefox128', 'safari17.5'],
    emptyOutDir: false,
    sourcemap: true,
    // The content security policy allows `data:` for images only.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rolldownOptions: {
      output: {
        hashCharacters: 'hex',
        entryFileNames: 'assets/[name]-[hash:8].js',
        chunkFileNames: 'assets/[name]-[hash:8].js',
        assetFileNames: 'assets/[name]-[hash:8][extname]',
      },
    },
  },
  plugins: [removeStale()],
})
