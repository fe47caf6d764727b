import { Controller, Get, Post, type Type } from '@nestjs/common';
import { DiscoveryModule } from '@nestjs/core';
import { Test } from '@nestjs/testing';
import { OpenRoute, Permit, Routes } from '#platform/identity';
import { Audited, AuditedLook, NotAudited } from './audited.js';
import { AuditedCheck } from './audited-check.js';

@Controller('said')
class Said {
  @Post()
  @Permit('targets.set')
  @Audited('targets.set')
  set(): void {}

  @Post('entry')
  @Permit('records.write')
  @NotAudited('the log is the trail')
  enter(): void {}

  @Get()
  @Permit('records.read')
  @AuditedLook('records.read')
  read(): void {}

  @Get('figure')
  @Permit('figures.read')
  figure(): void {}

  @Post('open')
  @OpenRoute()
  open(): void {}
}

@Controller('silent')
class SilentPost {
  @Post()
  @Permit('targets.set')
  set(): void {}
}

@Controller('silent')
class SilentLook {
  @Get()
  @Permit('records.export')
  read(): void {}
}

/** What is said of a class is not said of what it will have tomorrow. */
@Permit('targets.set')
@Controller('silent')
class SilentBeside {
  @Post()
  @Audited('targets.set')
  set(): void {}

  @Post('other')
  other(): void {}
}

async function start(controller: Type): Promise<void> {
  const builder = Test.createTestingModule({
    imports: [DiscoveryModule],
    controllers: [controller],
    providers: [Routes, AuditedCheck],
  });
  const module = await builder.compile();
  try {
    await module.init();
  } finally {
    await module.close();
  }
}

it('a node starts where every route that changes or shows something says what is written down', async () => {
  await start(Said);
});

it.each([
  [SilentPost, 'SilentPost.set (POST)'],
  [SilentLook, 'SilentLook.read (GET)'],
  [SilentBeside, 'SilentBeside.other (POST)'],
])('a node with %p does not start', async (controller, name) => {
  await expect(start(controller)).rejects.toThrow(
    `routes without @Audited, @AuditedLook, @AuditedSearch or @NotAudited: ${name}`,
  );
});
