import { Param, type PipeTransform } from '@nestjs/common';
import { ApiParam } from '@nestjs/swagger';
import { isId, type IdPrefix } from '#store';
import { notFound } from './errors/app-error.js';

/**
 * An id in the address. A text that is no id of that kind answers as an id that nothing has.
 * @param unknown how the route answers for such an id, where it is not `not_found`.
 */
export function RecordId(name: string, prefix: IdPrefix, unknown: () => Error = notFound): ParameterDecorator {
  const pipe: PipeTransform<string, string> = {
    transform: (value) => {
      if (!isId(prefix, value)) throw unknown();
      return value;
    },
  };
  return (target, key, index) => {
    Param(name, pipe)(target, key, index);
    const method: TypedPropertyDescriptor<unknown> | undefined =
      key === undefined ? undefined : Object.getOwnPropertyDescriptor(target, key);
    if (key === undefined || method === undefined) return;
    ApiParam({
      name,
      description: `An id that starts with \`${prefix}_\`.`,
      example: `${prefix}_0123456789abcdefghijkl`,
    })(target, key, method);
  };
}
