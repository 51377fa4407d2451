import { writeFile } from 'node:fs/promises'
import path from 'node:path'
import type { Command } from 'commander'
import type { PathTrace } from '../../../shared/contracts/results'
import type { PictureFitting } from '../../../shared/contracts/own-pictures'
import type { PathRule, Waypoint } from '../../../shared/contracts/study'
import { encodePng, pictureGrid } from '../../data/png'
import { openStudyFolder } from '../../jobs/study/open-study'
import { addOwnPicture, fitOwnPicture } from '../../jobs/own-pictures/own-pictures'
import { tracePath } from '../../jobs/paths/trace-path'
import type { Study } from '../../jobs/study/study'
import type { CommonOptions } from '../host'
import { choiceOption, numberOption, pathPlaces, wholeOption } from '../options'
import { claimFolder } from '../outputs'
import type { Registry } from '../registry'

interface PathOptions extends CommonOptions {
  readonly project: string
  readonly waypoints: readonly (number | string)[]
  readonly fit: 'crop' | 'fit'
  readonly invert?: boolean
  readonly space: string
  readonly steps: number
  readonly threshold?: number
  readonly out: string
}

const rules: Readonly<Record<string, PathRule>> = {
  latent: 'straight',
  straight: 'straight',
  spherical: 'spherical',
  noise: 'noise',
  learned: 'learned',
  around: 'around',
}

/** `path`: a path between pictures of a study or of one's own, decoded, with its jumps and crossings. */
export function pathCommand(program: Command, registry: Registry): void {
  registry.add(
    program
      .command('path')
      .description('decode a path between pictures, with jumps and crossings')
      .requiredOption('--project <folder>', 'a saved study')
      .requiredOption(
        '--waypoints <list>',
        'pictures by number, or files of your own: 17,402,mine.png',
        pathPlaces,
      )
      .addOption(
        choiceOption(
          '--fit <how>',
          'how a file of another shape is brought to the study’s: its middle, or whole with black beside',
          ['crop', 'fit'],
          'crop',
        ),
      )
      .option('--invert', 'turn files dark for light')
      .addOption(
        choiceOption(
          '--space <rule>',
          'how to go between them; latent is straight, noise and learned go through the noise of the map and of the mapper',
          Object.keys(rules),
          'latent',
        ),
      )
      .option('--steps <number>', '8 to 64', wholeOption(8, 64), 16)
      .option('--threshold <angle>', 'θ̂ in radians; by default the study’s own', numberOption(0, Math.PI))
      .requiredOption('--out <folder>', 'strip.png, crossings.csv and steps.csv are written here'),
    'path',
    async (host, _operands, options: PathOptions) => {
      await claimFolder(options.out)
      const study = await openStudyFolder(options.project, host.tools)
      for (const sentence of study.damaged) host.warn(sentence)
      const suggested = study.view.threshold ??
        study.facets?.suggested ?? { test: 'angle' as const, value: Math.PI }
      const threshold =
        options.threshold === undefined ? suggested : { test: 'angle' as const, value: options.threshold }
      const fitting = { fit: options.fit, invert: options.invert ?? false }
      const waypoints: Waypoint[] = []
      for (const place of options.waypoints) waypoints.push(await waypointOf(study, place, fitting))
      const latentPath = {
        id: 'path',
        name: 'Path',
        rule: rules[options.space]!,
        steps: options.steps,
        waypoints,
      }
      const trace = await host.inOneGo(() => tracePath(study, latentPath, 0, threshold, host.tools))
      const written = await writeTrace(trace, options.out)
      const singular = trace.crossings.filter(
        ({ angle, jump }) => (threshold.test === 'angle' ? angle : jump) > threshold.value,
      )
      return {
        result: {
          out: options.out,
          written,
          steps: trace.steps,
          nearest: [...trace.nearest],
          crossings: trace.crossings,
          singular: singular.length,
          threshold,
          note: trace.note,
          damaged: [...study.damaged],
        },
        lines: [
          `${trace.crossings.length} crossings, ${singular.length} of them singular (θ̂ ${threshold.value.toFixed(2)})`,
          ...(trace.note ? [trace.note] : []),
          ...written,
        ],
      }
    },
  )
}

async function waypointOf(study: Study, place: number | string, fitting: PictureFitting): Promise<Waypoint> {
  if (typeof place === 'number') return { kind: 'picture', index: place }
  const { id } = addOwnPicture(study, await fitOwnPicture(study, place, fitting))
  return { kind: 'own', id }
}

async function writeTrace(trace: PathTrace, folder: string): Promise<string[]> {
  const written: string[] = []
  const put = async (name: string, data: Uint8Array | string) => {
    const file = path.join(folder, name)
    await writeFile(file, data)
    written.push(file)
  }
  if (trace.decoded.length > 0) {
    const { height, width, steps } = trace
    const channels = trace.channels === 3 ? 3 : 1
    const pixels = new Uint8Array(trace.decoded.length + trace.nearestPictures.length)
    pixels.set(trace.decoded)
    pixels.set(trace.nearestPictures, trace.decoded.length)
    await put('strip.png', await encodePng(pictureGrid({ height, width, channels, pixels }, steps)))
  }
  const crossings = trace.crossings.map(({ at, from, to, angle, jump, relativeJump }) =>
    [at, from, to, angle, jump, relativeJump].join(','),
  )
  await put('crossings.csv', ['at,from,to,angle,jump,relative_jump', ...crossings].join('\n') + '\n')
  const steps = Array.from(trace.nearest, (nearest, s) =>
    [
      s,
      nearest,
      trace.nearestDistance[s],
      trace.offData[s],
      trace.jumps[s] ?? '',
      trace.votes[s],
      trace.voteShare[s],
    ].join(','),
  )
  await put(
    'steps.csv',
    ['step,nearest,distance,off_data,jump_to_next,label,label_share', ...steps].join('\n') + '\n',
  )
  return written
}
