import {
  BufferAttribute,
  BufferGeometry,
  CustomBlending,
  DataTexture,
  FloatType,
  GLSL3,
  Mesh,
  OneFactor,
  OneMinusSrcAlphaFactor,
  RGBAFormat,
  ShaderMaterial,
  Vector3,
  type IUniform,
} from 'three'
import { countOver, orderBridges, type BridgeTable } from './bridge-order'
import { cloudTextureShader, type CloudTextures } from './cloud-textures'
import { viewShader, type ViewUniforms } from './view-uniforms'

const ROW = 1024

const vertexShader = /* glsl */ `
${viewShader}
${cloudTextureShader}
uniform highp sampler2D bridges;
uniform float crowd;
out float along;
out float across;
out float halfWidth;
out float strength;
const vec4 outside = vec4(2.0, 2.0, 2.0, 1.0);
const float nearest = 0.02;
void main() {
  int bridge = gl_VertexID >> 2;
  vec4 facet = texelFetch(bridges, ivec2(bridge % ${ROW}, bridge / ${ROW}), 0);
  int first = int(facet.x);
  int second = int(facet.y);
  float weight = facet.z;
  if (colourOf(first).a == 0.0 || colourOf(second).a == 0.0) { gl_Position = outside; return; }
  vec4 start = modelViewMatrix * vec4(placeOf(first), 1.0);
  vec4 end = modelViewMatrix * vec4(placeOf(second), 1.0);
  if (start.z > -nearest && end.z > -nearest) { gl_Position = outside; return; }
  float len = distance(start.xyz, end.xyz);
  if (start.z > -nearest) start = mix(start, end, (nearest + start.z) / (start.z - end.z));
  if (end.z > -nearest) end = mix(end, start, (nearest + end.z) / (end.z - start.z));
  vec4 a = projectionMatrix * start;
  vec4 b = projectionMatrix * end;
  vec2 line = (b.xy / b.w - a.xy / a.w) * viewport;
  vec2 direction = length(line) > 1e-4 ? normalize(line) : vec2(1.0, 0.0);
  along = float(gl_VertexID & 1);
  halfWidth = 0.5 * mix(0.9, 2.7, weight);
  across = (float(gl_VertexID & 2) - 1.0) * (halfWidth + 1.0);
  gl_Position = mix(a, b, along);
  gl_Position.xy += vec2(-direction.y, direction.x) * across * 2.0 / viewport * gl_Position.w;
  float nearness = nearnessOf(mix(a.w, b.w, 0.5));
  strength = (0.30 * crowd * crowd + 0.70 * crowd * weight) * mix(0.5, 1.0, nearness) / (1.0 + 2.5 * len * len);
}
`

const fragmentShader = /* glsl */ `
uniform vec3 tear;
uniform float pixelRatio;
in float along;
in float across;
in float halfWidth;
in float strength;
out vec4 fragment;
void main() {
  float middle = 4.0 * along * (1.0 - along);
  float soft = 0.5 / pixelRatio;
  float breadth = halfWidth * (0.35 + 0.65 * middle);
  float edge = 1.0 - smoothstep(breadth - soft, breadth + soft, abs(across));
  float alpha = strength * middle * middle * edge;
  if (alpha < 0.004) discard;
  fragment = vec4(tear * alpha, alpha);
}
`

/**
 * Bridges that may be drawn at full strength before the seams would turn into a haze. Of more, all grow fainter by
 * the root, and the part that does not depend on mass in proportion: the heavy ones still show where the map tears.
 */
const UNCROWDED = 1100

/**
 * Singular facets as red bridges between their two codes: camera-facing quads in one draw, read by the vertex
 * number (see PointLayer for why not instances). Facets lie by falling measure, so a new threshold uploads nothing
 * and only changes how many of them are drawn.
 */
export class BridgeLayer {
  readonly mesh: Mesh<BufferGeometry, ShaderMaterial>
  readonly #bridges: IUniform<DataTexture>
  readonly #crowd: IUniform<number> = { value: 1 }
  readonly #tear: IUniform<Vector3> = { value: new Vector3() }
  #measures: Float32Array = new Float32Array()
  #threshold = Infinity

  constructor(textures: CloudTextures, view: ViewUniforms) {
    this.#bridges = { value: bridgeTexture(new Float32Array()) }
    this.mesh = new Mesh(
      quads(0),
      new ShaderMaterial({
        glslVersion: GLSL3,
        uniforms: {
          ...textures.uniforms,
          ...view,
          bridges: this.#bridges,
          crowd: this.#crowd,
          tear: this.#tear,
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
    // Drawn before the points and without depth: a bridge never covers a point.
    this.mesh.renderOrder = 0
  }

  setFacets(table: BridgeTable | null): void {
    const { texels, measures } = table
      ? orderBridges(table)
      : { texels: new Float32Array(), measures: new Float32Array() }
    this.#measures = measures
    this.#bridges.value.dispose()
    this.#bridges.value = bridgeTexture(texels)
    this.mesh.geometry.dispose()
    this.mesh.geometry = quads(measures.length)
    this.#showOver()
  }

  /** Facets whose measure exceeds the value are shown. */
  set threshold(value: number) {
    this.#threshold = value
    this.#showOver()
  }

  set colour(tear: Vector3) {
    this.#tear.value.copy(tear)
  }

  /** Bridges over the threshold. */
  get shown(): number {
    return this.mesh.geometry.drawRange.count / 6
  }

  dispose(): void {
    this.#bridges.value.dispose()
    this.mesh.geometry.dispose()
    this.mesh.material.dispose()
  }

  #showOver(): void {
    const shown = countOver(this.#measures, this.#threshold)
    this.mesh.geometry.setDrawRange(0, 6 * shown)
    this.#crowd.value = Math.min(1, Math.max(0.1, Math.sqrt(UNCROWDED / Math.max(1, shown))))
  }
}

/** Index of `count` quads over four numbered corners each; there are no vertices beside their numbers. */
function quads(count: number): BufferGeometry {
  const index = new Uint32Array(6 * count)
  for (let k = 0; k < count; k++) {
    index.set([4 * k, 4 * k + 1, 4 * k + 2, 4 * k + 2, 4 * k + 1, 4 * k + 3], 6 * k)
  }
  const geometry = new BufferGeometry()
  geometry.setIndex(new BufferAttribute(index, 1))
  return geometry
}

function bridgeTexture(texels: Float32Array): DataTexture {
  const rows = Math.max(1, Math.ceil(texels.length / 4 / ROW))
  const data = new Float32Array(4 * ROW * rows)
  data.set(texels)
  const texture = new DataTexture(data, ROW, rows, RGBAFormat, FloatType)
  texture.needsUpdate = true
  return texture
}
