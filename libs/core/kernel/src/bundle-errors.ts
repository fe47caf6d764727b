/** What is wrong with a bundle that is read. Part of the one registry of errors. */
export const BUNDLE_ERRORS = {
  bundle_malformed: {
    status: 400,
    zh: '离线包格式有误,位置:{place}',
    en: 'The bundle is malformed at {place}',
  },
  bundle_version: {
    status: 400,
    zh: '本节点不认识这个版本的离线包',
    en: 'The bundle is of a version that this node does not know',
  },
  bundle_kind: {
    status: 400,
    zh: '离线包的种类不是这里需要的',
    en: 'The bundle is of another kind than is needed here',
  },
  bundle_receiver: {
    status: 403,
    zh: '离线包不是给本节点的',
    en: 'The bundle is for another node',
  },
  bundle_sender: {
    status: 403,
    zh: '离线包的发送方无权发到这里({place})',
    en: 'The bundle comes from nobody who may send it here ({place})',
  },
  bundle_altered: {
    status: 400,
    zh: '离线包已被改动,位置:{place};没有导入任何内容',
    en: 'The bundle was altered at {place}; nothing of it was imported',
  },
  bundle_truncated: {
    status: 400,
    zh: '离线包不完整,缺失处:{place};没有导入任何内容',
    en: 'The bundle ends early, at {place}; nothing of it was imported',
  },
} as const satisfies Record<string, { status: number; zh: string; en: string }>;
