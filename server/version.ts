import description from './package.json' with { type: 'json' };

/** Version of the server. */
export const serverVersion: string = description.version;
