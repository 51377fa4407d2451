import { writeFile } from 'node:fs/promises'
import path from 'node:path'
import type { PathTrace } from '../../shared/contracts/results'
import type { LatentPath, Waypoint } from '../../shared/contracts/study'
import { encodePng, pictureGrid } from '../data/png'
import { addOwnPicture, fitOwnPicture } from '../jobs/own-pictures/own-pictures'
import { animationOf } from '../jobs/paths/path-animation'
import { tracePath } from '../jobs/paths/trace-path'
import { openStudyFolder } from '../jobs/study/open-study'
import type { Study } from '../jobs/study/study'
import type { CommandHost, CommonOptions } from './host'

/** What the commands that trace a path have in common. */
export interface TraceOptions extends CommonOptions {
  readonly project: string
  readonly steps: number
  readonly fit: 'crop' | 'fit'
  readonly invert?: boolean
  readonly threshold?: number
  readonly out: string
}

/** A saved study; what of it could not be read is told. */
export async function openStudy(host: CommandHost, folder: string): Promise<Study> {
  const study = await openStudyFolder(folder, host.tools)
  for (const sentence of study.damaged) host.warn(sentence)
  return study
}

/** A picture of the set by its number, or a file, which joins the study for as long as the command runs. */
export async function waypointOf(
  study: Study,
  place: number | string,
  { fit, invert = false }: Pick<TraceOptions, 'fit' | 'invert'>,
): Promise<Waypoint> {
  if (typeof place === 'number') return { kind: 'picture', index: place }
  const { id } = addOwnPicture(study, await fitOwnPicture(study, place, { fit, invert }))
  return { kind: 'own', id }
}

/** Traces a path and writes its strip and tables into a folder. */
export async function tracedInto(
  host: CommandHost,
  study: Study,
  path: Omit<LatentPath, 'id' | 'name' | 'steps'>,
  options: TraceOptions,
) {
  const suggested = study.view.threshold ??
    study.facets?.suggested ?? { test: 'angle' as const, value: Math.PI }
  const threshold =
    options.threshold === undefined ? suggested : { test: 'angle' as const, value: options.threshold }
  const latentPath = { id: 'path', name: 'Path', steps: options.steps, ...path }
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
    await put('path.gif', await animationOf(trace))
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
