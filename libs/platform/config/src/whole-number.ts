import { applyDecorators } from '@nestjs/common';
import { Transform } from 'class-transformer';
import { IsInt, Max, Min } from 'class-validator';

/** A number written in digits: `Number()` alone would take a blank for 0. */
export function WholeNumber(min: number, max: number): PropertyDecorator {
  const rule = { message: `must be a whole number from ${min} to ${max}` };
  return applyDecorators(
    Transform(({ value }: { value: unknown }) => (/^\d+$/.test(String(value)) ? Number(value) : Number.NaN)),
    IsInt(rule),
    Min(min, rule),
    Max(max, rule),
  );
}
