import type { types } from 'mediasoup';

/**
 * A receiver's capabilities, cut down to what one kind of track needs. mediasoup copies and checks the whole list for
 * every single consumer, and a browser's list is long.
 */
export class ReceiverCapabilities {
  readonly #whole: types.RtpCapabilities;
  readonly #cut = new Map<string, types.RtpCapabilities>();

  constructor(whole: types.RtpCapabilities) {
    this.#whole = whole;
  }

  /** Those that matter for this producer: its codecs with their retransmission, the extensions of its kind. */
  selectFor({ kind, rtpParameters }: Pick<types.Producer, 'kind' | 'rtpParameters'>): types.RtpCapabilities {
    const names = [...new Set(rtpParameters.codecs.map(({ mimeType }) => mimeType.toLowerCase()))].sort();
    const key = `${kind} ${names.join()}`;
    const known = this.#cut.get(key);
    if (known !== undefined) return known;
    const cut = {
      codecs: selectCodecs(this.#whole.codecs ?? [], new Set(names)),
      headerExtensions: (this.#whole.headerExtensions ?? []).filter((extension) => extension.kind === kind),
    };
    this.#cut.set(key, cut);
    return cut;
  }
}

function selectCodecs(
  codecs: readonly types.RtpCodecCapability[],
  names: ReadonlySet<string>,
): types.RtpCodecCapability[] {
  const wanted = codecs.filter(
    ({ mimeType }) => names.has(mimeType.toLowerCase()) && !isRetransmission(mimeType),
  );
  const payloadTypes = new Set<unknown>(wanted.map(({ preferredPayloadType }) => preferredPayloadType));
  return [
    ...wanted,
    ...codecs.filter(
      ({ mimeType, parameters }) => isRetransmission(mimeType) && payloadTypes.has(getApt(parameters)),
    ),
  ];
}

function isRetransmission(mimeType: string): boolean {
  return /\/rtx$/iu.test(mimeType);
}

function getApt(parameters: unknown): unknown {
  return (parameters as { readonly apt?: unknown } | undefined)?.apt;
}
