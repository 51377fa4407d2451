import path from 'node:path'
import { expect, it } from 'vitest'
import { namedStudy } from './start-arguments'

const started = path.resolve('/home/ada')
const own = path.resolve('/opt/brenier')

it.each<[string, string[], string | null]>([
  ['no words name no study', [], null],
  ['the app’s own folder is none', ['--no-sandbox', own], null],
  [
    'a relative folder is taken from where the app was started',
    [own, 'studies/faces'],
    path.join(started, 'studies/faces'),
  ],
  ['an absolute one stands', [path.resolve('/data/faces')], path.resolve('/data/faces')],
  ['switches are passed over', ['--inspect=0', '--user-data-dir=/x', 'faces'], path.join(started, 'faces')],
  ['a switch’s value is not a study', ['-r', 'loader.js', '--user-data-dir', '/x'], null],
])('%s', (_what, words, study) => {
  expect(namedStudy(words, started, own)).toBe(study)
})

it('a start in the app’s own folder does not take it for a study', () => {
  expect(namedStudy(['.'], own, own)).toBeNull()
})
