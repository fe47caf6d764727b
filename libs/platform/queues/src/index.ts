export { JOBS, type JobName } from './job-catalogue.js';
export { QueuesModule } from './queues.module.js';
export { Queues, type QueueHealth } from './queues.service.js';
