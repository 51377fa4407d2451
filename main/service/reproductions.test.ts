import { expect, it } from 'vitest'
import { temporaryFolder } from '../data/temporary-folder.fixture'
import { cell, requireGoing, type Experiment, type Reproduction } from '../jobs/reproduce/experiment'
import { job, tools } from '../jobs/reproduce/tools.fixture'
import { JobControl } from '../jobs/control'
import { Reproductions } from './reproductions'

const folder = temporaryFolder()

const tableOf = (values: readonly number[]): Reproduction => ({
  tables: [
    {
      title: 'Made up',
      source: 'Nobody, Table 1',
      columns: [{ name: 'value', digits: 2 }],
      rows: values.map((value, i) => ({ name: `row ${i}`, cells: [cell([value, value + 1], '.5')] })),
    },
  ],
  figures: [{ name: 'dot', caption: 'A dot', picture: '<svg xmlns="http://www.w3.org/2000/svg"/>' }],
  notes: [],
})

/** Two rows; a cancel comes to pass between them. */
const twoRows = (between: () => void): Experiment => ({
  name: 'two-rows',
  description: 'two rows',
  paper: 'Nobody',
  minutes: { quick: 1, whole: 2 },
  data: 'none',
  seeds: { quick: 2, whole: 3 },
  async run(_options, _tools, handle, show) {
    show(tableOf([1]))
    between()
    requireGoing(handle)
    return tableOf([1, 2])
  },
})

const now = () => 1e12
const choice = { name: 'two-rows', quick: true }

it('keeps what an experiment gave, ours in words beside the published, for those who ask later', async () => {
  const place = folder.at('whole')
  const first = new Reproductions(place, now, [twoRows(() => undefined)])
  expect(await first.report(choice)).toBeNull()
  await first.run(choice, null, tools, job)

  const later = new Reproductions(place, now, [twoRows(() => undefined)])
  const report = (await later.report(choice))!
  expect(report).toMatchObject({ finished: true, made: 1e12, seeds: [1, 2] })
  expect(report.tables[0]!.rows[1]).toEqual({
    name: 'row 1',
    cells: [{ ours: '2.50 ± 0.71', published: '.5' }],
  })
  expect(report.figures[0]!.url).toMatch(/^data:image\/svg\+xml;base64,/)
  const [listed] = await later.list()
  expect(listed!.quick).toMatchObject({ minutes: 1, kept: { finished: true } })
  expect(listed!.whole.kept).toBeNull()
})

it('keeps the rows that were done by a cancel, and never in place of a whole result', async () => {
  const cancelled = async (place: string) => {
    const control = new JobControl()
    const held = new Reproductions(place, now, [twoRows(() => control.cancel())])
    const run = held.run(choice, null, tools, { ...job, control })
    await expect(run).rejects.toMatchObject({ code: 'cancelled' })
    return held
  }
  const partial = await (await cancelled(folder.at('cut'))).report(choice)
  expect(partial).toMatchObject({ finished: false })
  expect(partial!.tables[0]!.rows).toHaveLength(1)

  const place = folder.at('whole and cut')
  await new Reproductions(place, now, [twoRows(() => undefined)]).run(choice, null, tools, job)
  expect(await (await cancelled(place)).report(choice)).toMatchObject({ finished: true })
})

it('takes a file that it cannot read for none', async () => {
  const held = new Reproductions(folder.at('none'), now, [twoRows(() => undefined)])
  expect(await held.report(choice)).toBeNull()
  await expect(held.run({ name: 'other', quick: true }, null, tools, job)).rejects.toMatchObject({
    code: 'bad-argument',
  })
})
