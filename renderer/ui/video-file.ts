import { BrenierError } from '../../shared/errors'

/** A film to be drawn frame by frame. */
export interface Film {
  readonly frames: number
  /** Of each frame, pixels; even, as the formats want it. */
  readonly width: number
  readonly height: number
  /** How long a frame is shown, seconds. */
  readonly seconds: (frame: number) => number
  /** Draws a frame onto a canvas that still holds the one before; it may throw to end the film. */
  readonly draw: (frame: number, context: CanvasRenderingContext2D) => void | Promise<void>
}

export interface VideoFile {
  readonly content: Blob
  readonly ending: 'mp4' | 'webm'
}

/** Side up to which H.264 of its highest usual level goes; VP9 goes further, but no player is sure to. */
export const mostVideoSide = 4096

/**
 * A film as a file: H.264 in MP4, or VP9 or VP8 in WebM where this system has no H.264. Exact about time: each frame
 * is shown as long as it says.
 * @throws BrenierError `bad-argument` where sides do not fit or nothing here encodes them; what `draw` throws
 */
export async function encodeVideo(film: Film): Promise<VideoFile> {
  const { width, height, frames } = film
  if (
    frames < 1 ||
    Math.min(width, height) < 2 ||
    Math.max(width, height) > mostVideoSide ||
    width % 2 !== 0 ||
    height % 2 !== 0
  ) {
    throw new BrenierError(
      'bad-argument',
      `Expected frames with even sides of 2 to ${mostVideoSide} pixels, got ${frames} of ${width} × ${height}. Choose another size.`,
    )
  }
  // Loaded when first wanted: the window opens without it.
  const {
    BufferTarget,
    CanvasSource,
    getFirstEncodableVideoCodec,
    Mp4OutputFormat,
    Output,
    QUALITY_VERY_HIGH,
    WebMOutputFormat,
  } = await import('mediabunny')
  const quality = QUALITY_VERY_HIGH
  const codec = await getFirstEncodableVideoCodec(['avc', 'vp9', 'vp8'], { width, height, quality })
  const context = Object.assign(document.createElement('canvas'), { width, height }).getContext('2d')
  if (!codec || !context) {
    throw new BrenierError(
      'bad-argument',
      `Expected this system to encode video of ${width} × ${height} as H.264, VP9 or VP8, and it encodes none of them. Choose a smaller size, or a GIF.`,
    )
  }
  const ending = codec === 'avc' ? 'mp4' : 'webm'
  const target = new BufferTarget()
  const output = new Output({
    format: ending === 'mp4' ? new Mp4OutputFormat({ fastStart: 'in-memory' }) : new WebMOutputFormat(),
    target,
  })
  const source = new CanvasSource(context.canvas, { codec, quality })
  output.addVideoTrack(source)
  try {
    await output.start()
    let time = 0
    for (let frame = 0; frame < frames; frame++) {
      await film.draw(frame, context)
      const seconds = film.seconds(frame)
      await source.add(time, seconds)
      time += seconds
    }
    // WebM says when a frame begins and not how long it is shown: the last is there until it is shown again.
    if (ending === 'webm') await source.add(time, 0)
    await output.finalize()
  } catch (error) {
    await output.cancel()
    throw error
  }
  if (!target.buffer) throw new BrenierError('internal', 'Expected the bytes of a video, got none.')
  return { content: new Blob([target.buffer], { type: `video/${ending}` }), ending }
}
