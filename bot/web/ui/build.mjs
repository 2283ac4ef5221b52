// Builds the files that the program serves, from src/ and css/ into dist/.
// The output depends on the sources and the pinned tools alone: CI builds it
// again and compares.
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'

const at = (path) => fileURLToPath(new URL(path, import.meta.url))
const dist = at('dist/')

for (const name of readdirSync(dist)) {
  if (name !== '.keep') rmSync(dist + name)
}

const shared = {
  absWorkingDir: at('.'),
  bundle: true,
  charset: 'utf8',
  legalComments: 'none',
  logLevel: 'warning',
  minify: true,
  outdir: 'dist',
  target: ['es2020', 'chrome87', 'firefox78', 'safari15.4'],
}

const entries = (dir, names) => names.map((name) => `${dir}/${name}`)
const present = (dir, suffix) => readdirSync(at(dir)).filter((name) => name.endsWith(suffix))

await build({
  ...shared,
  entryPoints: entries('src/entry', present('src/entry', '.ts')),
  format: 'iife',
})
await build({ ...shared, entryPoints: entries('src/worker', ['sw.ts']), format: 'iife' })
await build({ ...shared, entryPoints: entries('css', ['visitor.css', 'desk.css', 'frontdesk.css', 'numbers.css', 'poster.css']) })

// Pictures are served as they are; those for phones that take no SVG are drawn
// from it by the browser's tests.
for (const name of [...present('static', '.svg'), ...present('static', '.png')]) {
  writeFileSync(dist + name, readFileSync(at(`static/${name}`)))
}
