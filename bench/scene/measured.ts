/** Milliseconds: the middle of the measured frames, and what 95 % of them stay below. */
export interface Spread {
  readonly median: number
  readonly p95: number
}

/** What one size of canvas costs with the cloud turning. */
export interface CanvasFigures {
  readonly width: number
  readonly height: number
  /** The scene's own function a frame, which hands its commands over and does not wait for them. */
  readonly script: Spread
  /** From the start of that function until the picture can be read back. */
  readonly whole: Spread
  /** From one frame to the next with nothing read back. */
  readonly interval: Spread
  /** As `whole`, with points of one pixel. */
  readonly onePixel: Spread
  /** As `whole`, with every point hidden: each still passes the vertex shader, none fills a pixel. */
  readonly hidden: Spread
  /** As `whole`, with no points. */
  readonly empty: Spread
}

export interface CloudFigures {
  readonly points: number
  readonly canvases: readonly CanvasFigures[]
  /** Draw calls and vertices of one frame, as WebGL gets them. */
  readonly draws: number
  readonly vertices: number
  /** Draw calls a second while nothing changes. */
  readonly restingDraws: number
  /** From the question to the answer. */
  readonly pick: Spread
  /** Picks at the place of a point that found a point there, of all of them. */
  readonly picksThatHit: number
  readonly picks: number
  /** New positions: the call, and the call with the frame that shows them, read back. */
  readonly handOver: Spread
  readonly handOverShown: Spread
}

export interface ThumbnailFigures {
  readonly thumbnails: number
  readonly cell: number
  readonly draws: number
  readonly triangles: number
  readonly script: Spread
  readonly whole: Spread
  /** From the atlas in memory to the first picture, read back. */
  readonly firstShown: number
}

/** What the page answers to; the benchmark calls it from outside. */
export interface ScenePage {
  readonly renderer: string
  cloud(points: number): Promise<CloudFigures>
  thumbnails(count: number): Promise<ThumbnailFigures>
}
