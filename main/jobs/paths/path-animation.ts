import type { PathTrace } from '../../../shared/contracts/results'
import type { LatentPath, Threshold } from '../../../shared/contracts/study'
import { BrenierError } from '../../../shared/errors'
import { encodeGif } from '../../data/gif'
import type { Study } from '../study/study'
import type { Tools } from '../tools'
import { tracePath } from './trace-path'

/** Side that small pictures are enlarged towards, in pixels. */
const shownSide = 256
/** Pictures of an animation: more than a strip shows, so that it runs smoothly. */
const fewestFrames = 48
/** From one end to the other. */
const seconds = 3

/** A traced path's decoded pictures as a GIF that runs there and back. @throws BrenierError `missing-stage` without a decoder */
export async function animationOf(trace: PathTrace): Promise<Uint8Array> {
  const { steps, height, width, channels, decoded } = trace
  if (decoded.length === 0) {
    throw new BrenierError(
      'missing-stage',
      'Expected a path of decoded pictures, and this study has no model that decodes. Save its curves instead.',
    )
  }
  const frames = { count: steps, height, width, channels, pixels: decoded }
  const scale = Math.max(1, Math.floor(shownSide / Math.max(height, width)))
  const millisecondsPerFrame = Math.round((seconds * 1000) / steps)
  return encodeGif(frames, { millisecondsPerFrame, course: 'there-and-back', scale })
}

/** A path in steps small enough for the eye, as a GIF. @throws BrenierError as `tracePath` and `animationOf` do */
export async function pathAnimation(
  study: Study,
  path: LatentPath,
  threshold: Threshold,
  tools: Pick<Tools, 'tensors' | 'clock'>,
): Promise<Uint8Array> {
  const smooth = { ...path, steps: Math.max(path.steps, fewestFrames) }
  return animationOf(await tracePath(study, smooth, 0, threshold, tools))
}
