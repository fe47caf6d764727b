/** An id as it is stored and sent: in lower case. Anything else would be a second way to write the same record. */
export const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
