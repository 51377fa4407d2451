import {
  BufferGeometry,
  CustomBlending,
  DataTexture,
  FloatType,
  GLSL3,
  Mesh,
  OneFactor,
  MaxEquation,
  MinEquation,
  RGBAFormat,
  ShaderMaterial,
  Vector3,
  type IUniform,
} from 'three'
import {
  heaviestOver,
  bridgesAmong,
  mostBridges,
  orderBridges,
  type BridgeTable,
  type OrderedBridges,
} from './bridge-order'
import { cloudTextureShader, type CloudTextures } from './cloud-textures'
import { quadIndex } from './quad-index'
import { viewShader, type ViewUniforms } from './view-uniforms'

const vertexShader = /* glsl */ `
${viewShader}
${cloudTextureShader}
uniform highp sampler2D bridges;
out float along;
out float across;
out float halfWidth;
out float strength;
const vec4 outside = vec4(2.0, 2.0, 2.0, 1.0);
const float nearest = 0.02;
void main() {
  int bridge = gl_VertexID >> 2;
  vec4 facet = texelFetch(bridges, ivec2(bridge, 0), 0);
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
  float nearness = nearnessOf(depthOf(mix(start, end, 0.5)));
  strength = (0.30 + 0.70 * weight) * mix(0.5, 1.0, nearness) / (1.0 + 2.0 * len * len);
}
`

const fragmentShader = /* glsl */ `
uniform vec3 tear;
uniform vec3 well;
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
  fragment = vec4(mix(well, tear, alpha), 1.0);
}
`

/**
 * Singular facets as red bridges between their two codes: camera-facing quads in one draw, read by the vertex
 * number (see PointLayer for why not instances).
 */
export class BridgeLayer {
  readonly mesh: Mesh<BufferGeometry, ShaderMaterial>
  readonly #bridges = bridgeTexture()
  readonly #tear: IUniform<Vector3> = { value: new Vector3() }
  #ordered: OrderedBridges | null = null
  #threshold = Infinity
  #most = mostBridges
  #shown = true
  #drawn = 0

  constructor(textures: CloudTextures, view: ViewUniforms) {
    this.mesh = new Mesh(
      new BufferGeometry().setIndex(quadIndex(mostBridges)),
      new ShaderMaterial({
        glslVersion: GLSL3,
        uniforms: {
          ...textures.uniforms,
          ...view,
          bridges: { value: this.#bridges.texture },
          tear: this.#tear,
        },
        vertexShader,
        fragmentShader,
        transparent: true,
        depthTest: false,
        depthWrite: false,
        blending: CustomBlending,
        blendSrc: OneFactor,
        blendDst: OneFactor,
        // Of bridges over each other the strongest is seen: added up, they would be a red blot where many meet.
        blendEquation: MaxEquation,
      }),
    )
    this.mesh.frustumCulled = false
    this.mesh.matrixAutoUpdate = false
    // Drawn before the points and without depth: a bridge never covers a point.
    this.mesh.renderOrder = 0
    this.#draw()
  }

  setFacets(table: BridgeTable | null): void {
    this.#ordered = table && orderBridges(table)
    this.#draw()
  }

  /** How many points the cloud has: a small one bears fewer bridges. */
  set points(count: number) {
    const most = bridgesAmong(count)
    if (most === this.#most) return
    this.#most = most
    this.#draw()
  }

  /** Facets whose measure exceeds the value are singular; the heaviest of them are drawn. */
  set threshold(value: number) {
    this.#threshold = value
    this.#draw()
  }

  /** @param dark whether the well is darker than the tear */
  setColour(tear: Vector3, dark: boolean): void {
    this.#tear.value.copy(tear)
    this.mesh.material.blendEquation = dark ? MaxEquation : MinEquation
  }

  set shown(shown: boolean) {
    this.#shown = shown
    this.#draw()
  }

  /** How many bridges a frame shows. */
  get drawn(): number {
    return this.#shown ? this.#drawn : 0
  }

  dispose(): void {
    this.#bridges.texture.dispose()
    this.mesh.geometry.dispose()
    this.mesh.material.dispose()
  }

  #draw(): void {
    this.#drawn = this.#ordered
      ? heaviestOver(this.#ordered, this.#threshold, this.#most, this.#bridges.texels)
      : 0
    this.#bridges.texture.needsUpdate = true
    this.mesh.geometry.setDrawRange(0, 6 * this.#drawn)
    // three would ask WebGL for a draw of nothing.
    this.mesh.visible = this.drawn > 0
  }
}

function bridgeTexture(): { texture: DataTexture; texels: Float32Array } {
  const texels = new Float32Array(4 * mostBridges)
  return { texels, texture: new DataTexture(texels, mostBridges, 1, RGBAFormat, FloatType) }
}
