import { limits } from '../../../shared/contracts/arrays'
import { mostVideoSide } from '../../ui/video-file'

/** How a turn of the camera around the cloud is to be made. */
export interface TurnSettings {
  readonly format: 'video' | 'gif'
  readonly frames: number
  /** Pixels to one CSS pixel of the view. */
  readonly scale: number
}

export const framesPerSecond = { video: 30, gif: 25 } as const
export const turnFrames = { fewest: 12, most: 1800 } as const

export interface Sides {
  readonly width: number
  readonly height: number
}

/** Sides of the frames, pixels: even, since video is made of pairs of them. */
export function frameSides(view: Sides, scale: number): Sides {
  const even = (side: number): number => Math.max(2, 2 * Math.floor((side * scale) / 2))
  return { width: even(view.width), height: even(view.height) }
}

/** Why a turn cannot be made so, and what to do; null where it can. */
export function turnProblem({ format, frames, scale }: TurnSettings, view: Sides): string | null {
  const { fewest, most } = turnFrames
  if (!Number.isInteger(frames) || frames < fewest || frames > most) {
    return `Expected a whole number of frames from ${fewest} to ${most}.`
  }
  const { width, height } = frameSides(view, scale)
  if (format === 'video') {
    return Math.max(width, height) > mostVideoSide
      ? `Video goes up to ${mostVideoSide} pixels a side, and this would have ${width} × ${height}. Choose a smaller size.`
      : null
  }
  const mostFrames = Math.floor(limits.arrayBytes / (width * height * 3))
  return frames > mostFrames
    ? `A GIF of ${width} × ${height} holds at most ${mostFrames} frames here. Take fewer frames, a smaller size, or a video.`
    : null
}
