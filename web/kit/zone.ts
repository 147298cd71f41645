/** The page brings the time zone of its district, so that its first times are already right. */
import { readTimesIn } from './time.ts';

readTimesIn(document.querySelector<HTMLMetaElement>('meta[name="time-zone"]')?.content);
