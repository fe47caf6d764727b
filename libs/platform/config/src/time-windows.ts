/** Hours of every day, in the node's zone: from `HH:MM` until before `HH:MM`. */
export interface TimeWindow {
  readonly from: string;
  readonly to: string;
}

const TIME = '([01]\\d|2[0-3]):[0-5]\\d';

/** `20:00-06:00,12:00-13:30` */
export const TIME_WINDOWS = new RegExp(`^${TIME}-${TIME}(,${TIME}-${TIME})*$`);

export function readTimeWindows(text: string | undefined): TimeWindow[] {
  if (text === undefined) return [];
  return text.split(',').map((window) => {
    const [from = '', to = ''] = window.split('-');
    return { from, to };
  });
}
