const FORM = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** PostgreSQL answers a malformed id with an error; to us it is an id that nobody has. */
export const isUuid = (text: string): boolean => FORM.test(text);
