import {
  BufferAttribute,
  BufferGeometry,
  CustomBlending,
  DataTexture,
  DynamicDrawUsage,
  GLSL3,
  LinearFilter,
  Mesh,
  OneFactor,
  OneMinusSrcAlphaFactor,
  RGBAFormat,
  ShaderMaterial,
  UnsignedByteType,
  Vector2,
  type IUniform,
} from 'three'
import type { Atlas } from '../../shared/contracts/results'
import { cloudTextureShader, type CloudTextures } from './cloud-textures'
import { quadIndex } from './quad-index'
import { viewShader, type ViewUniforms } from './view-uniforms'

const vertexShader = /* glsl */ `
${viewShader}
${cloudTextureShader}
uniform vec2 atlasSize;
uniform float cell;
in uvec2 picture;
out vec2 offset;
out vec2 texel;
out vec3 edge;
out float halfSize;
out float nearness;
void main() {
  int item = int(picture.x);
  vec4 seen = modelViewMatrix * vec4(placeOf(item), 1.0);
  vec4 place = projectionMatrix * seen;
  nearness = nearnessOf(depthOf(seen));
  halfSize = 0.5 * mix(17.0, 28.0, nearness);
  edge = faded(colourOf(item).rgb, nearness);
  vec2 corner = vec2(float(gl_VertexID & 1), float((gl_VertexID >> 1) & 1)) * 2.0 - 1.0;
  offset = corner * (halfSize + 1.0);
  uint columns = uint(atlasSize.x / cell);
  vec2 origin = vec2(float(picture.y % columns), float(picture.y / columns)) * cell;
  vec2 inside = clamp(0.5 + 0.5 * vec2(offset.x, -offset.y) / halfSize, 0.5 / cell, 1.0 - 0.5 / cell);
  texel = (origin + inside * cell) / atlasSize;
  // Whole device pixels: a picture that rests between them would be blurred.
  vec2 centre = floor((place.xy / place.w * 0.5 + 0.5) * viewport * pixelRatio + 0.5) / pixelRatio;
  gl_Position = vec4((centre + offset) / viewport * 2.0 - 1.0, 0.0, 1.0);
}
`

const fragmentShader = /* glsl */ `
uniform sampler2D atlas;
uniform vec3 well;
uniform float pixelRatio;
in vec2 offset;
in vec2 texel;
in vec3 edge;
in float halfSize;
in float nearness;
out vec4 fragment;
const float rounding = 3.0;
void main() {
  vec2 beyond = abs(offset) - halfSize + rounding;
  float outside = length(max(beyond, 0.0)) + min(max(beyond.x, beyond.y), 0.0) - rounding;
  float soft = 0.5 / pixelRatio;
  float cover = 1.0 - smoothstep(-soft, soft, outside);
  float rim = smoothstep(-1.5 - soft, -1.5 + soft, outside);
  vec4 pixel = texture(atlas, texel);
  vec3 picture = mix(well, pixel.rgb, pixel.a * mix(0.62, 1.0, nearness));
  fragment = vec4(mix(picture, edge, rim) * cover, cover);
}
`

const FIRST_ROOM = 64

/**
 * Pictures standing at their points, drawn from one atlas in one draw, far ones first. Four vertices a picture rather
 * than one instance: software renderers set up every instance as a draw of its own.
 */
export class PictureLayer {
  readonly mesh: Mesh<BufferGeometry, ShaderMaterial>
  readonly #atlas: IUniform<DataTexture | null> = { value: null }
  readonly #atlasSize: IUniform<Vector2> = { value: new Vector2(1, 1) }
  readonly #cell: IUniform<number> = { value: 1 }
  /** Point and cell of each picture, four times over. */
  #pictures = new BufferAttribute(new Uint32Array(), 2)
  #count = 0
  #wished = true

  constructor(textures: CloudTextures, view: ViewUniforms) {
    this.mesh = new Mesh(
      new BufferGeometry(),
      new ShaderMaterial({
        glslVersion: GLSL3,
        uniforms: {
          ...textures.uniforms,
          ...view,
          atlas: this.#atlas,
          atlasSize: this.#atlasSize,
          cell: this.#cell,
        },
        vertexShader,
        fragmentShader,
        transparent: true,
        depthTest: false,
        depthWrite: false,
        blending: CustomBlending,
        blendSrc: OneFactor,
        blendDst: OneMinusSrcAlphaFactor,
      }),
    )
    this.mesh.frustumCulled = false
    this.mesh.matrixAutoUpdate = false
    this.mesh.renderOrder = 2
  }

  /** @param atlas cells in the order of the candidates */
  setAtlas(atlas: Atlas): void {
    this.#atlas.value?.dispose()
    const texture = new DataTexture(atlas.pixels, atlas.width, atlas.height, RGBAFormat, UnsignedByteType)
    texture.minFilter = LinearFilter
    texture.magFilter = LinearFilter
    texture.needsUpdate = true
    this.#atlas.value = texture
    this.#atlasSize.value.set(atlas.width, atlas.height)
    this.#cell.value = atlas.cell
  }

  /** @param shown point and atlas cell of each picture, far ones first */
  show(shown: readonly { readonly item: number; readonly cell: number }[]): void {
    this.#makeRoom(shown.length)
    const { array } = this.#pictures
    let at = 0
    for (const { item, cell } of shown) {
      for (let corner = 0; corner < 4; corner++) {
        array[at++] = item
        array[at++] = cell
      }
    }
    this.#count = this.#atlas.value ? shown.length : 0
    this.mesh.geometry.setDrawRange(0, 6 * this.#count)
    if (this.#count > 0) this.#pictures.needsUpdate = true
    this.#appear()
  }

  /** Whether pictures are wanted at all. */
  set wished(wished: boolean) {
    this.#wished = wished
    this.#appear()
  }

  get wished(): boolean {
    return this.#wished
  }

  get shown(): number {
    return this.#wished ? this.#count : 0
  }

  dispose(): void {
    this.#atlas.value?.dispose()
    this.mesh.geometry.dispose()
    this.mesh.material.dispose()
  }

  #appear(): void {
    // three would ask WebGL for a draw of nothing.
    this.mesh.visible = this.shown > 0
  }

  #makeRoom(count: number): void {
    if (this.#pictures.count > 0 && this.#pictures.count >= 4 * count) return
    const room = Math.max(FIRST_ROOM, count)
    this.#pictures = new BufferAttribute(new Uint32Array(8 * room), 2).setUsage(DynamicDrawUsage)
    const { geometry } = this.mesh
    geometry.dispose()
    geometry.setAttribute('picture', this.#pictures).setIndex(quadIndex(room))
  }
}
