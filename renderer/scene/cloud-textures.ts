import { DataTexture, FloatType, NearestFilter, RGBAFormat, UnsignedByteType, type IUniform } from 'three'

/** Texels a row: a power of two so that shaders split an index by shifts; a million points take 489 rows. */
const ROW_BITS = 11
const ROW = 1 << ROW_BITS

/** GLSL that reads a point's place and colour by its index. */
export const cloudTextureShader = /* glsl */ `
uniform highp sampler2D fromPlaces;
uniform highp sampler2D toPlaces;
uniform highp sampler2D colours;
uniform float morph;
ivec2 texelOf(int index) { return ivec2(index & ${ROW - 1}, index >> ${ROW_BITS}); }
vec3 placeOf(int index) {
  ivec2 texel = texelOf(index);
  vec3 to = texelFetch(toPlaces, texel, 0).xyz;
  return morph >= 1.0 ? to : mix(texelFetch(fromPlaces, texel, 0).xyz, to, morph);
}
vec4 colourOf(int index) { return texelFetch(colours, texelOf(index), 0); }
`

function floatTexture(rows: number): DataTexture {
  const texture = new DataTexture(new Float32Array(ROW * rows * 4), ROW, rows, RGBAFormat, FloatType)
  texture.minFilter = NearestFilter
  texture.magFilter = NearestFilter
  texture.needsUpdate = true
  return texture
}

/**
 * Places and colours of all points as textures, read by index: points, bridges and pictures share them, so a
 * frame of the layout is one upload whatever is drawn from it.
 */
export class CloudTextures {
  readonly uniforms: Record<'fromPlaces' | 'toPlaces' | 'colours' | 'morph', IUniform>
  #count = 0
  #rows = 0
  #from: DataTexture
  #to: DataTexture
  #colours: DataTexture
  #rgba: Uint8Array = new Uint8Array()

  constructor() {
    this.#from = floatTexture(1)
    this.#to = floatTexture(1)
    this.#colours = this.#colourTexture(1)
    this.uniforms = {
      fromPlaces: { value: this.#from },
      toPlaces: { value: this.#to },
      colours: { value: this.#colours },
      morph: { value: 1 },
    }
  }

  get count(): number {
    return this.#count
  }

  /**
   * @param positions row-major [n, 3]
   * @param morph keep the present places to move from; the caller then raises `uniforms.morph` from 0 to 1
   */
  setPlaces(positions: Float32Array, morph: boolean): void {
    const count = positions.length / 3
    const moves = morph && count === this.#count
    this.#count = count
    this.#fit(count)
    if (moves) this.#keepPresentPlaces()
    write(positions, this.#to)
    this.uniforms.morph.value = moves ? 0 : 1
  }

  /** @param rgba row-major [n, 4]; alpha 0 hides a point and the bridges that end in it */
  setColours(rgba: Uint8Array): void {
    this.#rgba = rgba
    this.#writeColours()
  }

  dispose(): void {
    this.#from.dispose()
    this.#to.dispose()
    this.#colours.dispose()
  }

  #keepPresentPlaces(): void {
    const from = this.#from.image.data
    const to = this.#to.image.data
    const morph = this.uniforms.morph.value as number
    if (!from || !to) return
    if (morph >= 1) from.set(to)
    else for (let i = 0; i < to.length; i++) from[i] = from[i]! + (to[i]! - from[i]!) * morph
    this.#from.needsUpdate = true
  }

  #writeColours(): void {
    const data = this.#colours.image.data
    if (data) data.set(this.#rgba.subarray(0, data.length))
    this.#colours.needsUpdate = true
  }

  #fit(count: number): void {
    const rows = Math.max(1, Math.ceil(count / ROW))
    if (rows === this.#rows) return
    this.#rows = rows
    this.dispose()
    this.#from = floatTexture(rows)
    this.#to = floatTexture(rows)
    this.#colours = this.#colourTexture(rows)
    this.uniforms.fromPlaces.value = this.#from
    this.uniforms.toPlaces.value = this.#to
    this.uniforms.colours.value = this.#colours
    this.#writeColours()
  }

  #colourTexture(rows: number): DataTexture {
    const texture = new DataTexture(
      new Uint8Array(ROW * rows * 4).fill(140),
      ROW,
      rows,
      RGBAFormat,
      UnsignedByteType,
    )
    texture.needsUpdate = true
    return texture
  }
}

function write(positions: Float32Array, texture: DataTexture): void {
  const data = texture.image.data
  if (!data) return
  for (let i = 0, p = 0, t = 0; i < positions.length / 3; i++, p += 3, t += 4) {
    data[t] = positions[p]!
    data[t + 1] = positions[p + 1]!
    data[t + 2] = positions[p + 2]!
  }
  texture.needsUpdate = true
}
