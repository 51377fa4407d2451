import {
  BufferAttribute,
  CustomBlending,
  DataTexture,
  DynamicDrawUsage,
  GLSL3,
  InstancedBufferAttribute,
  InstancedBufferGeometry,
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
import { viewShader, type ViewUniforms } from './view-uniforms'

const vertexShader = /* glsl */ `
${viewShader}
${cloudTextureShader}
uniform vec2 atlasSize;
uniform float cell;
in vec2 corner;
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
const float corner = 3.0;
void main() {
  vec2 beyond = abs(offset) - halfSize + corner;
  float outside = length(max(beyond, 0.0)) + min(max(beyond.x, beyond.y), 0.0) - corner;
  float soft = 0.5 / pixelRatio;
  float cover = 1.0 - smoothstep(-soft, soft, outside);
  float rim = smoothstep(-1.5 - soft, -1.5 + soft, outside);
  vec4 pixel = texture(atlas, texel);
  vec3 picture = mix(well, pixel.rgb, pixel.a * mix(0.62, 1.0, nearness));
  fragment = vec4(mix(picture, edge, rim) * cover, cover);
}
`

/** Pictures standing at their points: at most a few dozen, drawn from one atlas, far ones first. */
export class PictureLayer {
  readonly mesh: Mesh<InstancedBufferGeometry, ShaderMaterial>
  readonly #atlas: IUniform<DataTexture | null> = { value: null }
  readonly #atlasSize: IUniform<Vector2> = { value: new Vector2(1, 1) }
  readonly #cell: IUniform<number> = { value: 1 }

  constructor(textures: CloudTextures, view: ViewUniforms) {
    const geometry = new InstancedBufferGeometry()
    geometry.setAttribute('corner', new BufferAttribute(new Float32Array([-1, -1, 1, -1, -1, 1, 1, 1]), 2))
    geometry.setIndex([0, 1, 2, 2, 1, 3])
    geometry.instanceCount = 0
    this.mesh = new Mesh(
      geometry,
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
    const { geometry } = this.mesh
    let attribute = geometry.getAttribute('picture')
    if (!attribute || attribute.count < shown.length) {
      const grown = new InstancedBufferAttribute(new Uint32Array(2 * Math.max(64, shown.length)), 2)
      grown.setUsage(DynamicDrawUsage)
      geometry.setAttribute('picture', grown)
      attribute = grown
    }
    shown.forEach(({ item, cell }, k) => attribute.setXY(k, item, cell))
    attribute.needsUpdate = true
    geometry.instanceCount = this.#atlas.value ? shown.length : 0
  }

  get shown(): number {
    return this.mesh.visible ? this.mesh.geometry.instanceCount : 0
  }

  dispose(): void {
    this.#atlas.value?.dispose()
    this.mesh.geometry.dispose()
    this.mesh.material.dispose()
  }
}
