import { DocumentBuilder, SwaggerModule, type OpenAPIObject } from '@nestjs/swagger';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import fastifyCookie from '@fastify/cookie';
import fastifyHelmet, { type FastifyHelmetOptions } from '@fastify/helmet';
import { SilianError } from '#core/kernel';
import { FRAME_BYTES_MAX, FRAME_MEDIA_TYPE, LINK_MEDIA_TYPE } from '#core/protocol';
import { assertAddress } from './address-bounds.js';
import { withErrors } from './api-errors.js';
import { assertBounds } from './body-bounds.js';
import { sendError, type ErrorReply } from './error-body.js';
import { ErrorFilter, type RefusalWitness } from './error.filter.js';
import {
  BODY_BYTES_MAX,
  NOT_LIMITED_ROUTES,
  REQUEST_TIMEOUT_MS,
  SHEET_UPLOAD_ROUTE,
  SHEET_UPLOAD_TYPES,
} from './limits.js';
import { answerUnread } from './unread-requests.js';
import { createValidationPipe } from './validation.pipe.js';

/** `trusted` are proxies that are believed when they say whose request they pass on. */
export function createHttpAdapter(trusted: readonly string[]): FastifyAdapter {
  return new FastifyAdapter({
    trustProxy: trusted.length > 0 ? [...trusted] : false,
    bodyLimit: BODY_BYTES_MAX,
    requestTimeout: REQUEST_TIMEOUT_MS,
    forceCloseConnections: true,
    clientErrorHandler: answerUnread,
    // Addresses that cannot be read never reach a route, nor the filter that shapes errors.
    frameworkErrors: (_error: unknown, _request: unknown, reply: unknown) =>
      sendError(reply as ErrorReply, new SilianError('not_found')),
  });
}

/**
 * Pages load what this node itself serves and nothing else. Element Plus and the description of the API set styles in elements,
 * which harms nobody as long as no script can.
 */
const HEADERS: FastifyHelmetOptions = {
  contentSecurityPolicy: {
    useDefaults: false,
    directives: {
      defaultSrc: ["'none'"],
      scriptSrc: ["'self'"],
      styleSrc: ["'self'", "'unsafe-inline'"],
      imgSrc: ["'self'", 'data:'],
      fontSrc: ["'self'", 'data:'],
      connectSrc: ["'self'"],
      manifestSrc: ["'self'"],
      workerSrc: ["'self'"],
      baseUri: ["'none'"],
      formAction: ["'self'"],
      frameAncestors: ["'none'"],
    },
  },
  referrerPolicy: { policy: 'no-referrer' },
  crossOriginEmbedderPolicy: false,
};

/** Throws where an address has sent too many requests. */
export interface AddressGate {
  admitAddress(address: string): void;
}

/** What every route of the node shares: bounds, validation, one shape of errors. */
export async function configureHttp(
  app: NestFastifyApplication,
  witness: RefusalWitness,
  gate: AddressGate,
): Promise<void> {
  limitAddresses(app, gate);
  await app.register(fastifyCookie);
  await app.register(fastifyHelmet, HEADERS);
  app.useGlobalFilters(new ErrorFilter(BODY_BYTES_MAX, witness));
  app.useGlobalPipes(createValidationPipe());
  const fastify = app.getHttpAdapter().getInstance();
  // Bodies are JSON or frames. Fastify would take plain text too and hand it on as a string.
  fastify.removeContentTypeParser('text/plain');
  // What nodes say to each other stays bytes: it is hashed as it came, and not read before its sender is known.
  const bytes = { parseAs: 'buffer' as const, bodyLimit: FRAME_BYTES_MAX };
  for (const type of [FRAME_MEDIA_TYPE, LINK_MEDIA_TYPE]) {
    fastify.addContentTypeParser(type, bytes, (_request, body, done) => done(null, body));
  }
  // Sheets stay unread until the one route that takes them reads the request itself. A stream that stood in the place of
  // a body would be walked by whatever looks into bodies.
  fastify.addContentTypeParser([...SHEET_UPLOAD_TYPES], (request, _body, done) => {
    const taken = request.routeOptions.url === SHEET_UPLOAD_ROUTE;
    done(taken ? null : new SilianError('media_type_unsupported'), undefined);
  });
  fastify.addHook('preValidation', (request, _reply, done) => {
    try {
      assertAddress(request.params, request.query);
      if (!Buffer.isBuffer(request.body)) assertBounds(request.body);
      done();
    } catch (error) {
      done(error as Error);
    }
  });
}

/** Before a body is read, so that a flood costs as little as it can. */
function limitAddresses(app: NestFastifyApplication, gate: AddressGate): void {
  const fastify = app.getHttpAdapter().getInstance();
  fastify.addHook('onRequest', (request, _reply, done) => {
    try {
      const { url } = request.routeOptions;
      if (url === undefined || !NOT_LIMITED_ROUTES.test(url)) gate.admitAddress(request.ip);
      done();
    } catch (error) {
      done(error as Error);
    }
  });
}

/** The API's description, made from the controllers. */
export function describeApi(app: NestFastifyApplication, version: string): OpenAPIObject {
  const options = new DocumentBuilder()
    .setTitle('Silian')
    .setDescription('Records, statistics and operations of one node in the four-level network')
    .setVersion(version)
    .addBearerAuth()
    .addCookieAuth('silian')
    .build();
  return withErrors(SwaggerModule.createDocument(app, options));
}

/** Serves the description for people at /api/docs and for programs at /api/openapi.json. */
export function serveApiDescription(app: NestFastifyApplication, document: OpenAPIObject): void {
  SwaggerModule.setup('api/docs', app, document, { jsonDocumentUrl: 'api/openapi.json' });
}
