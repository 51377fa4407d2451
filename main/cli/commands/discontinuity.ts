import { writeFile } from 'node:fs/promises'
import path from 'node:path'
import { Option, type Command } from 'commander'
import type { DiscontinuityReport, LabelChange, SegmentChoice } from '../../../shared/contracts/discontinuity'
import type { Threshold } from '../../../shared/contracts/study'
import { BrenierError } from '../../../shared/errors'
import type { DataSet } from '../../data/picture-set'
import { encodePng, pictureGrid } from '../../data/png'
import { testDiscontinuity } from '../../jobs/transport/discontinuity'
import { discontinuityReport } from '../../jobs/transport/discontinuity-report'
import { openStudyFolder } from '../../jobs/study/open-study'
import type { Study } from '../../jobs/study/study'
import { labelFields } from '../../jobs/study/study-labels'
import type { CommonOptions, Outcome } from '../host'
import { numberOption, wholeOption } from '../options'
import { claimFolder } from '../outputs'
import type { Registry } from '../registry'
import { told } from './metrics'

interface DiscontinuityOptions extends CommonOptions {
  readonly segments: number
  readonly between?: readonly string[]
  readonly threshold?: number
  readonly epsilon?: number
  readonly control: boolean
  readonly out?: string
}

/** `discontinuity`: where segments of noise cross the tear of a study's map. */
export function discontinuityCommand(program: Command, registry: Registry): void {
  registry.add(
    program
      .command('discontinuity')
      .description('walk segments of noise through the map and tell where it tears')
      .argument('<study>', 'the folder of a finished study')
      .option('--segments <number>', 'segments to walk', wholeOption(1, 20_000), 1000)
      .option(
        '--between <words...>',
        'class A B, ATTRIBUTE A B, or pictures I J; by default ends are drawn at random',
      )
      .option('--threshold <angle>', 'θ̂ in radians; by default the study’s own', numberOption(0, Math.PI))
      .addOption(
        new Option('--epsilon <distance>', 'singular above this distance of normalised codes')
          .argParser(numberOption(0))
          .conflicts('threshold'),
      )
      .option('--no-control', 'without mapping a Gaussian of the codes’ covariance for comparison')
      .option('--out <folder>', 'crossings.csv, jumps.csv and boundary.png are written here'),
    'discontinuity',
    async (host, [folder], options: DiscontinuityOptions) => {
      if (options.out !== undefined) await claimFolder(options.out)
      const study = await openStudyFolder(folder!, host.tools)
      for (const sentence of study.damaged) host.warn(sentence)
      const { segments, control, seed = 1 } = options
      const between = segmentsBetween(study.data, options.between)
      const found = await host.job('discontinuity', (job) =>
        testDiscontinuity(study, { between, segments, control, seed }, host.tools, job),
      )
      const report = discontinuityReport(study, thresholdOf(study, options))
      if (!found || !report) return { result: {}, seed, lines: ['No segment was walked.'], interrupted: true }
      const written = options.out === undefined ? [] : await writeReport(study, report, options.out)
      return { ...outcomeOf(report, written), seed, parameters: { between, threshold: report.threshold } }
    },
  )
}

function thresholdOf(study: Study, { threshold, epsilon }: DiscontinuityOptions): Threshold {
  if (epsilon !== undefined) return { test: 'distance', value: epsilon }
  if (threshold !== undefined) return { test: 'angle', value: threshold }
  return study.view.threshold ?? study.facets?.suggested ?? { test: 'angle', value: Math.PI }
}

function segmentsBetween(data: DataSet, words: readonly string[] | undefined): SegmentChoice {
  if (words === undefined) return { kind: 'random' }
  const [field, a, b] = words
  if (field === undefined || a === undefined || b === undefined || words.length > 3) {
    throw new BrenierError(
      'bad-argument',
      `Expected what and two of its values after --between, such as class 3 5, got ${words.join(' ')}.`,
    )
  }
  if (field === 'pictures') {
    const [first, second] = [Number(a), Number(b)]
    if ([first, second].every((number) => Number.isInteger(number) && number >= 0))
      return { kind: 'pictures', first, second }
    throw new BrenierError('bad-argument', `Expected two picture numbers such as 17 402, got ${a} ${b}.`)
  }
  const attribute = field === 'class' ? null : field
  const found = labelFields(data).find((held) => held.attribute === attribute)
  if (!found) {
    const known = labelFields(data).map((held) => held.attribute ?? 'class')
    throw new BrenierError(
      'bad-argument',
      `Expected one of ${['pictures', ...known].join(', ')} after --between, got "${field}".`,
    )
  }
  const codeOf = (value: string): number => {
    const code = found.values.indexOf(value)
    if (code >= 0) return code
    throw new BrenierError(
      'bad-argument',
      `Expected a value of ${field} (${found.values.join(', ')}), got "${value}".`,
    )
  }
  return { kind: 'values', attribute, first: codeOf(a), second: codeOf(b) }
}

function outcomeOf(report: DiscontinuityReport, written: readonly string[]): Outcome {
  const { jumps, pictures: _pictures, parameters: _parameters, ...rest } = report
  const { quantiles, controlQuantiles } = jumps
  const { area, tail } = report
  return {
    result: { ...rest, jumps: { quantiles, controlQuantiles }, written },
    lines: [
      `${report.crossings} crossings on ${report.segments} segments, ${report.singular} singular (${measureOf(report.threshold)})`,
      `segments that cross the singular set ${told(report.tornSegments)}; crossings per length ${report.crossingsPerLength.toFixed(3)}, singular ${report.singularPerLength.toFixed(3)}`,
      `area of all facets ${areaLine(area.all)}, of the singular set ${areaLine(area.singular)}, by ${area.lines} lines`,
      `jump over spacing: median ${quantiles.median.toFixed(2)}, 95 % ${quantiles.q95.toFixed(2)}, 99 % ${quantiles.q99.toFixed(2)}`,
      ...(controlQuantiles
        ? [
            `connected control: median ${controlQuantiles.median.toFixed(2)}, 95 % ${controlQuantiles.q95.toFixed(2)}, 99 % ${controlQuantiles.q99.toFixed(2)}`,
          ]
        : []),
      ...(tail
        ? [
            `${tail.torn ? 'torn' : 'not torn'}: beyond the control’s 99 % jump ${told(tail.share)} of the crossings`,
          ]
        : []),
      ...report.changes.map(changeLine),
      ...written,
    ],
  }
}

const measureOf = ({ test, value }: Threshold) => `${test === 'angle' ? 'θ̂' : 'ε'} ${value.toFixed(2)}`

const areaLine = ({ estimate, error, exact }: DiscontinuityReport['area']['all']) =>
  `${estimate.toFixed(3)} ± ${error.toFixed(3)}${exact === null ? '' : ` (exact ${exact.toFixed(3)})`}`

const percent = (count: number, of: number) => (of > 0 ? `${((100 * count) / of).toFixed(1)} %` : 'none')

function changeLine({
  attribute,
  singular,
  ordinary,
  oddsRatio,
  low,
  high,
  p,
  byFifths,
}: LabelChange): string {
  const shares = `${percent(singular.count, singular.of)} of singular crossings, ${percent(ordinary.count, ordinary.of)} of others`
  const fifths = byFifths.map((share) => share.toFixed(2)).join(' ')
  return `${attribute ?? 'class'} changes at ${shares}: odds ratio ${oddsRatio.toPrecision(3)} (${low.toPrecision(3)} to ${high.toPrecision(3)}), p ${p > 0 ? p.toExponential(1) : 'below 1e-300'}; by fifths of the jump ${fifths}`
}

async function writeReport(study: Study, report: DiscontinuityReport, folder: string): Promise<string[]> {
  const written: string[] = []
  const put = async (name: string, data: Uint8Array | string) => {
    const file = path.join(folder, name)
    await writeFile(file, data)
    written.push(file)
  }
  await put('crossings.csv', crossingTable(study, report.threshold))
  const { edges, study: ours, control } = report.jumps
  const bins = Array.from(ours, (share, b) => [edges[b], edges[b + 1], share, control[b] ?? ''].join(','))
  await put('jumps.csv', ['from,to,share,share_of_control', ...bins].join('\n') + '\n')
  const { pictures: pixels, height, width } = report
  if (pixels.length > 0) {
    const channels = report.channels === 3 ? 3 : 1
    // Two facets a row: before, boundary and after of each.
    await put('boundary.png', await encodePng(pictureGrid({ height, width, channels, pixels }, 6)))
  }
  return written
}

/** Every crossing of every segment. */
function crossingTable(study: Study, { test, value }: Threshold): string {
  const found = study.discontinuities
  const fields = labelFields(study.data)
  const lines = [
    ['segment', 'at', 'from', 'to', 'angle', 'jump', 'relative_jump', 'singular']
      .concat(fields.map(({ attribute }) => `${attribute ?? 'class'} changes`))
      .join(','),
  ]
  if (!found) return `${lines[0]}\n`
  const { items } = found
  const { segment, time, from, to, angle, distance } = found.walks.segments.crossings
  for (let c = 0; c < segment.length; c++) {
    const [a, b] = [items[from[c]!]!, items[to[c]!]!]
    const measure = test === 'angle' ? angle[c]! : distance[c]!
    lines.push(
      [segment[c], time[c], a, b, angle[c], distance[c], found.relativeJumps[c], Number(measure > value)]
        .concat(fields.map(({ codes }) => Number(codes[a] !== codes[b])))
        .join(','),
    )
  }
  return lines.join('\n') + '\n'
}
