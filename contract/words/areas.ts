/** Why a boundary, a line, a coordinate or a file of areas cannot be used. The key after `fault.` is the stable code. */
export const areaFaultWords = {
  'fault.geometry.missing': { zh: '没有边界', en: 'There is no boundary' },
  'fault.geometry.not_a_polygon': {
    zh: '边界必须是面（Polygon 或 MultiPolygon）',
    en: 'The boundary must be a Polygon or MultiPolygon',
  },
  'fault.geometry.not_a_position': {
    zh: '边界中有一点不是经纬度',
    en: 'A point of the boundary is not a longitude and latitude',
  },
  'fault.geometry.out_of_range': {
    zh: '边界中有一点超出经纬度范围：{at}',
    en: 'A point of the boundary is outside longitude and latitude: {at}',
  },
  'fault.geometry.ring_too_short': {
    zh: '边界环不足四点（首尾重合），位于 {at}',
    en: 'A ring has fewer than four points (the last repeats the first), at {at}',
  },
  'fault.geometry.ring_not_closed': { zh: '边界环没有闭合，起点 {at}', en: 'A ring is not closed; it starts at {at}' },
  'fault.geometry.ring_without_area': {
    zh: '边界没有围出面积，位于 {at}',
    en: 'The boundary encloses no area, at {at}',
  },
  'fault.geometry.ring_crosses_itself': { zh: '边界自相交，交点 {at}', en: 'The boundary crosses itself at {at}' },
  'fault.geometry.hole_crosses_shell': {
    zh: '内环与外环或另一内环相交，交点 {at}',
    en: 'A hole crosses its shell or another hole at {at}',
  },
  'fault.geometry.hole_outside_shell': {
    zh: '内环不在外环之内，位于 {at}',
    en: 'A hole lies outside its shell, at {at}',
  },
  'fault.geometry.parts_overlap': { zh: '多个部分互相重叠，位于 {at}', en: 'Parts of the boundary overlap, at {at}' },
  'fault.cut.line_too_short': { zh: '分割线至少要有两个不同的点', en: 'The cutting line needs two different points' },
  'fault.cut.line_crosses_itself': { zh: '分割线自相交', en: 'The cutting line crosses itself' },
  'fault.cut.line_does_not_divide': {
    zh: '分割线没有把区域分开：线的两端须到达边界',
    en: 'The line does not divide the area: both ends must reach the border',
  },
  'fault.merge.nothing': { zh: '没有可合并的区域', en: 'There is nothing to merge' },
  'fault.merge.apart': {
    zh: '这些区域没有公共边界，不能合并',
    en: 'These areas share no border and cannot become one',
  },
  'fault.merge.failed': {
    zh: '边界过于接近平行，无法可靠合并',
    en: 'The borders are too nearly parallel to be merged reliably',
  },
  'fault.subdivide.bad_size': { zh: '网格面积须大于 0 公顷', en: 'The cell size must be more than 0 hectares' },
  'fault.subdivide.bad_parent_code': {
    zh: '须先有 6、9 或 12 位数字的区划代码，才能编单元网格 15 位码',
    en: 'A 15-digit cell code needs a parent with a 6, 9 or 12-digit code',
  },
  'fault.subdivide.failed': { zh: '无法划分这一边界', en: 'This boundary could not be subdivided' },
  'fault.coordinate.missing': { zh: '没有坐标', en: 'There are no coordinates' },
  'fault.coordinate.not_a_number': { zh: '坐标不是数字', en: 'The coordinates are not numbers' },
  'fault.coordinate.out_of_range': {
    zh: '坐标超出经纬度范围',
    en: 'The coordinates are outside longitude and latitude',
  },
  'fault.coordinate.swapped': { zh: '经度与纬度可能颠倒', en: 'Longitude and latitude seem to be exchanged' },
  'fault.coordinate.whole_degrees': {
    zh: '坐标只有整度，不是实测位置',
    en: 'The coordinates are whole degrees, not a measured place',
  },
  'fault.geofile.empty': { zh: '文件是空的', en: 'The file is empty' },
  'fault.geofile.unknown_encoding': {
    zh: '文件既不是 UTF-8 也不是 GB18030 编码',
    en: 'The file is neither UTF-8 nor GB18030',
  },
  'fault.geofile.not_json': { zh: '不是有效的 JSON:{detail}', en: 'Not valid JSON: {detail}' },
  'fault.geofile.not_a_feature_collection': {
    zh: 'GeoJSON 须是 FeatureCollection',
    en: 'The GeoJSON must be a FeatureCollection',
  },
  'fault.geofile.other_crs': {
    zh: '只接受经纬度坐标系，文件声明为 {detail}',
    en: 'Only longitude and latitude can be read; the file declares {detail}',
  },
  'fault.geofile.not_csv': { zh: '不是有效的 CSV:{detail}', en: 'Not valid CSV: {detail}' },
  'fault.geofile.no_such_property': { zh: '文件中没有字段 {field}', en: 'The file has no property {field}' },
  'fault.geofile.nothing_left': { zh: '文件中没有符合条件的行', en: 'No row of the file is left to import' },
  'fault.geofile.code_missing': { zh: '没有代码', en: 'The code is missing' },
  'fault.geofile.name_missing': { zh: '没有名称', en: 'The name is missing' },
  'fault.geofile.name_short': {
    zh: '名称太短或只是数字，在文字里认不出来',
    en: 'The name is too short, or only a number, to be known in words',
  },
  'fault.geofile.name_long': { zh: '名称超过 80 个字', en: 'The name is longer than 80 characters' },
  'fault.geofile.no_line': {
    zh: '应为线或面，每条至少两个点',
    en: 'A line or a surface of two points or more is expected',
  },
  'fault.geofile.unknown_area': { zh: '没有代码为 {detail} 的区域', en: 'There is no area {detail}' },
  'fault.geofile.not_text': { zh: '应为文字或数字', en: 'A text or number is expected' },
  'fault.geofile.code_twice': { zh: '代码与第 {sameAs} 行重复', en: 'The code stands in row {sameAs} too' },
  'fault.geofile.unknown_parent': { zh: '没有代码为 {detail} 的上级区域', en: 'There is no area {detail} to lie in' },
  'fault.geofile.parent_circle': { zh: '上级关系首尾相接，没有顶层', en: 'The parents form a circle without a top' },
  'fault.geofile.other_parent': {
    zh: '该代码已在 {detail} 之下，导入不能改变上级',
    en: 'This code already lies in {detail}; an import does not move it',
  },
  'fault.geofile.second_district': {
    zh: '统一网格顶层只有一个区（{detail}），这一行是另一个区',
    en: 'The unified grid has one district at its top ({detail}); this row is another',
  },
  'fault.geofile.not_a_feature': { zh: '不是 GeoJSON Feature', en: 'Not a GeoJSON Feature' },
  'fault.geofile.wrong_column_count': { zh: '列数与表头不一致', en: 'The number of columns differs from the header' },
} as const;
export type AreaFault = keyof typeof areaFaultWords extends `fault.${infer Code}` ? Code : never;

export const areaWords = {
  ...areaFaultWords,
  'areas.import.tried': {
    zh: '试导入：新增 {added}，边界变化 {redrawn}，改名 {renamed}，未变 {unchanged}；没有写入',
    en: 'Tried: {added} new, {redrawn} redrawn, {renamed} renamed, {unchanged} unchanged; nothing was written',
  },
  'areas.import.done': {
    zh: '已导入：新增 {added}，边界变化 {redrawn}，改名 {renamed}，未变 {unchanged}',
    en: 'Imported: {added} new, {redrawn} redrawn, {renamed} renamed, {unchanged} unchanged',
  },
  'places.import.tried': {
    zh: '试导入：{rows} 行，{refused} 行不能用，{twice} 行同名同类（可用 --code 区分），{outside} 个名称在网格外；没有写入',
    en: 'Tried: {rows} rows, {refused} of no use, {twice} namesakes of a kind (--code tells them apart), {outside} names outside every cell; nothing was written',
  },
  'places.import.done': {
    zh: '已导入：新增 {added}，更新 {moved}；{refused} 行不能用，{twice} 行同名同类（可用 --code 区分），{outside} 个名称在网格外',
    en: 'Imported: {added} new, {moved} renewed; {refused} rows of no use, {twice} namesakes of a kind (--code tells them apart), {outside} names outside every cell',
  },
  'ground.tried': {
    zh: '试画底图：道路 {road}，水系 {water}，绿地 {green}；略过 {leftOut}，{refused} 行不能用；没有写入',
    en: 'Tried: {road} roads, {water} waters, {green} greens; {leftOut} left out, {refused} of no use; nothing was written',
  },
  'ground.drawn': {
    zh: '底图已更新：道路 {road}，水系 {water}，绿地 {green}；略过 {leftOut}，{refused} 行不能用',
    en: 'Drawn: {road} roads, {water} waters, {green} greens; {leftOut} left out, {refused} of no use',
  },
  'areas.import.bad_rows': { zh: '{n} 行不能导入', en: '{n} rows cannot be imported' },
  'areas.check.done': {
    zh: '已检查 {areas} 个区域：重叠 {overlaps} 处，空隙 {gaps} 处，越界 {outside} 处',
    en: '{areas} areas checked: {overlaps} overlaps, {gaps} gaps, {outside} pieces outside their parent',
  },
  'areas.subdivide.done': {
    zh: '已划分 {areas} 个区域，共 {cells} 个单元网格',
    en: '{areas} areas cut into {cells} unit cells',
  },
  'areas.new_region': { zh: '区域 {code}', en: 'Region {code}' },

  // Reading places: learning to, and measuring it, by files alone.
  'places.too_many_labels': { zh: '标签有 {n} 种，最多 {most} 种', en: '{n} labels; {most} at most' },
  'places.row.text': { zh: '没有文本', en: 'There is no text' },
  'places.row.spans': {
    zh: 'spans 应为 [{"label","start","end"}]，按 UTF-16 计位，不重叠，不越界',
    en: 'spans are [{"label","start","end"}], counted in UTF-16, without overlaps, inside the text',
  },
  'places.round': { zh: '第 {round}/{of} 轮', en: 'round {round} of {of}' },
  'places.trained': {
    zh: '{out}：{n} 条样本，{labels} 种标签，{bytes} 字节，用时 {seconds} 秒',
    en: '{out}: {n} examples, {labels} labels, {bytes} bytes, in {seconds} s',
  },
  'places.scored': {
    zh: '{n} 条，{spans} 处：F1 {f1}（准确 {p}，找回 {r}），每条 {msPerText} 毫秒',
    en: '{n} texts, {spans} spans: F1 {f1} (precision {p}, recall {r}), {msPerText} ms each',
  },

  // Why a place may be meant (文字定位).
  'areas.why.crossing': { zh: '两条路的路口', en: 'where the two roads meet' },
  'areas.why.named': { zh: '写到“{words}”', en: '“{words}” is written' },
  'areas.why.otherwise': { zh: '“{words}”的另一种写法', en: 'another way to write “{words}”' },
  'areas.why.begins': { zh: '以“{words}”开头', en: 'begins with “{words}”' },
  'areas.why.alike': { zh: '与“{words}”差一个字', en: 'one character from “{words}”' },
  'areas.why.initials': { zh: '拼音首字母 {words}', en: 'initials {words}' },
  'areas.why.inside': { zh: '{why}，在写到的{area}内', en: '{why}, in {area}, which is written too' },

  'place.kind.district': { zh: '区', en: 'District' },
  'place.kind.street': { zh: '街道', en: 'Street office' },
  'place.kind.community': { zh: '社区', en: 'Community' },
  'place.kind.duty_grid': { zh: '责任网格', en: 'Responsibility cell' },
  'place.kind.cell': { zh: '单元网格', en: 'Unit cell' },
  'place.kind.area': { zh: '区域', en: 'Area' },
  'fact.layer.ground_drawn': { zh: '绘制底图', en: 'The ground map was drawn' },
  'fact.base_map.saved': { zh: '修改底图', en: 'The base map was changed' },
  'desk.nav.base_map': { zh: '底图', en: 'Base map' },
  'desk.base_map.hint': {
    zh: '默认只画本区自己的边界，不需要底图。接入天地图等 WMTS 或数据目录中的 PMTiles 后，边界叠加在它上面；瓦片经本系统转发，密钥不出服务器。',
    en: 'By default the district’s own boundaries are the map. With a WMTS or a PMTiles archive of the data folder they are drawn over it; tiles come through this server, and keys never leave it.',
  },
  'desk.base_map.rule': {
    zh: '《地图管理条例》第十五条、第二十二条：向社会公开的地图须送审，并在显著位置标注审图号。向居民公开时审图号必填，并显示在每一张地图上。',
    en: 'Regulations on Maps, arts. 15 and 22: a map shown to the public is reviewed and bears its approval number. For residents it is required, and stands on every map.',
  },
  'desk.base_map.kind': { zh: '来源', en: 'Source' },
  'desk.base_map.kind.wmts': { zh: 'WMTS（天地图、城市地图）', en: 'WMTS (Tianditu, a city’s own)' },
  'desk.base_map.kind.pmtiles': { zh: 'PMTiles 文件', en: 'PMTiles archive' },
  'desk.base_map.address': { zh: '瓦片地址', en: 'Address of a tile' },
  'desk.base_map.address.hint': {
    zh: '含 {z}、{x}、{y}，球面墨卡托。可用的来源由运维在 GRIDLOOP_MAP_ORIGINS 中列出：{origins}',
    en: 'With {z}, {x} and {y}, in Web Mercator. Origins named by the operator in GRIDLOOP_MAP_ORIGINS: {origins}',
  },
  'desk.base_map.labels': { zh: '注记图层地址', en: 'Address of the layer of names' },
  'desk.base_map.archive': { zh: '文件', en: 'Archive' },
  'desk.base_map.archive.hint': {
    zh: '把 .pmtiles 文件放进数据目录的 maps 文件夹后，在这里选择。',
    en: 'Put the .pmtiles file into the folder maps of the data folder, then choose it here.',
  },
  'desk.base_map.none_named': { zh: '（没有）', en: '(none)' },
  'desk.base_map.attribution': { zh: '署名', en: 'Attribution' },
  'desk.base_map.approval': { zh: '审图号', en: 'Approval number of the map' },
  'desk.base_map.everybody': { zh: '居民端也使用这张底图', en: 'Residents see it, too' },
  'desk.base_map.on': { zh: '启用底图', en: 'Use the base map' },
  'desk.base_map.save': { zh: '试取瓦片并保存', en: 'Try a tile and save' },
  'desk.base_map.preview': { zh: '现在的样子', en: 'As it is now' },
  'desk.base_map.version': { zh: '第 {n} 版', en: 'version {n}' },
} as const;
