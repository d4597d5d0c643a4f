"""Who reports: invented places and bodies of every level and kind, their short names, sites and accounts."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

FIRST = (
    "澜霁栖梧棠岚苍墨泠砚蓼樾沅岑霖鹭薇瀚泓屿青白清安平永兴长东西南北临新江河海湖山云龙凤金银玉石松柏桃柳梅兰"
    "桂荷芦枫桐榆槐嘉和宁泰康富昌盛荣华文武德仁义礼信忠孝福禄寿宜定顺庆丰登锦绣瑞祥景阳阴洪洛淮渭汉浔沧溧涟漳汾泗"
    "崇怀绥靖靳邵邹滕郓蓟涿潞泾渠巴蜀黔滇桓随应建延同广大太高古双三五九"
)
SECOND = (
    "川陵溪泽原渡岭湖林源汀峪浦坪桥水城州阳山江河海口岸洲田塘池泉井冈峰岩石谷关屯堡营寨集店庄村坊门台楼亭安宁"
    "平昌兴化定远康乐德义和顺丰隆盛荣东南西北中都阴港湾岛沙滩坡洼坝沟涧潭漾浜泾"
)
STEPPE = ("乌兰", "巴彦", "呼和", "察哈", "敖汉", "科左", "鄂温", "阿拉", "苏尼", "达尔", "伊宁", "库尔", "疏勒", "若羌", "拉孜", "理塘", "玛沁", "和硕",
          "布拉克", "那木图", "塔什", "哈达", "乃曼", "扎鲁", "墨竹", "丹巴")  # fmt: skip
STEPPE_END = ("浩特", "淖尔", "善", "图", "勒", "木", "格", "什", "吉", "隆", "卡", "孜", "当", "宗", "布", "齐")
PROVINCES = (
    "河北", "山西", "辽宁", "吉林", "黑龙江", "江苏", "浙江", "安徽", "福建", "江西", "山东", "河南", "湖北", "湖南", "广东", "海南",
    "四川", "贵州", "云南", "陕西", "甘肃", "青海", "北京", "天津", "上海", "重庆", "内蒙古", "广西", "西藏", "宁夏", "新疆",
)  # fmt: skip
OFFICES = (
    "教育局", "财政局", "民政局", "司法局", "水务局", "水利局", "审计局", "统计局", "交通运输局", "农业农村局", "自然资源局", "生态环境局", "商务局",
    "市场监督管理局", "应急管理局", "人力资源和社会保障局", "住房和城乡建设局", "文化和旅游局", "文化广电和旅游局", "卫生健康委员会", "林业和草原局",
    "发展和改革委员会", "城市管理局", "城市管理和综合执法局", "医疗保障局", "税务局", "气象局", "公安局", "信访局", "退役军人事务局", "科学技术局",
    "工业和信息化局", "体育局", "林业局", "乡村振兴局", "行政审批服务局", "政务服务和数据管理局", "大数据管理局", "国有资产监督管理委员会",
    "民族宗教事务局", "粮食和物资储备局", "机关事务管理局", "地方金融监督管理局", "园林绿化局", "投资促进局", "供销合作社", "档案局", "数据局",
    "规划和自然资源局", "海洋发展局", "畜牧兽医局", "扶贫开发办公室", "国土资源局", "环境保护局", "卫生局", "工商行政管理局", "质量技术监督局",
    "安全生产监督管理局", "食品药品监督管理局", "人口和计划生育局", "文化广电新闻出版局", "人民防空办公室", "公积金管理中心", "住房公积金管理中心",
    "公共资源交易中心", "消防救援支队", "烟草专卖局", "邮政管理局", "海关", "经济和信息化局", "外事办公室", "房产管理局", "残疾人联合会", "地震局", "旅游局",
)  # fmt: skip
SHORT_OFFICES = (
    "发改局", "发改委", "人社局", "住建局", "卫健委", "卫健局", "市监局", "市场监管局", "农业农村局", "文旅局", "工信局", "经信局", "应急局", "应急管理局",
    "教育局", "教体局", "财政局", "民政局", "司法局", "水务局", "水利局", "审计局", "统计局", "交通局", "交通运输局", "自然资源局", "资规局", "生态环境局",
    "商务局", "城管局", "综合执法局", "医保局", "税务局", "公安局", "信访局", "退役军人局", "科技局", "体育局", "林业局", "林草局", "行政审批局", "数据局",
    "大数据局", "国资委", "民宗局", "机关事务局", "金融办", "投促局", "招商局", "档案局", "政务服务中心", "公积金中心", "气象局", "环保局", "国土局", "卫计委",
    "卫生局", "安监局", "工商局", "质监局", "食药监局", "残联", "总工会", "团委", "妇联", "法院", "检察院", "政务服务局", "政数局", "农业局", "规划局", "房管局",
)  # fmt: skip
MINISTRIES = (
    "教育部", "科学技术部", "工业和信息化部", "民政部", "司法部", "财政部", "自然资源部", "生态环境部", "住房和城乡建设部", "交通运输部", "水利部", "商务部",
    "农业农村部", "文化和旅游部", "国家卫生健康委员会", "应急管理部", "审计署", "海关总署", "国家税务总局", "国家市场监督管理总局", "国家统计局", "国家发展和改革委员会",
    "国家医疗保障局", "国家林业和草原局", "国家气象局", "国家体育总局", "国家铁路局", "国家粮食和物资储备局", "国家邮政局", "国家文物局",
)  # fmt: skip
DEPARTMENTS = ("厅", "局", "委")  # what a body calls itself
KINDS = ("province", "city", "county", "town", "street", "department", "department", "zone", "ministry", "branch", "institution")
WEIGHTS = (3, 10, 16, 12, 9, 22, 16, 4, 2, 4, 2)


@dataclass(frozen=True, slots=True)
class Body:
    """A reporting body. `words` fill the patterns: body, short, we, all, level, place, upper, gov, site, …"""

    kind: str
    name: str
    words: dict[str, str]


def place(rng: Random) -> str:
    """An invented place name of two characters, sometimes of the steppe with three or four."""
    if rng.random() < 0.07:
        return rng.choice(STEPPE) + rng.choice(STEPPE_END)
    first, second = rng.choice(FIRST), rng.choice(SECOND)
    return first + second if first != second else first + "川"


def region(rng: Random) -> tuple[str, str]:
    """A place and the word of its level: 青柳, 县."""
    return place(rng), rng.choices(("市", "县", "区", "自治县", "旗", "州"), (30, 34, 26, 3, 2, 3))[0]


def random_body(rng: Random) -> Body:
    """A body of any kind, with the words it is spoken of."""
    kind = rng.choices(KINDS, WEIGHTS)[0]
    name, level = region(rng)
    short_level = {"自治县": "县", "自治州": "州"}.get(level, level)
    upper = {"县": "市", "区": "市", "旗": "市", "市": "省", "州": "省", "镇": "县", "街道": "区", "省": "国家"}
    where = name + level
    full, short, we, everyone, level_word = _named(rng, kind, name, where, short_level)
    up = upper.get(level_word, "市")
    office = rng.choice(SHORT_OFFICES)
    words = {
        "body": full, "short": short, "we": we, "all": everyone, "level": level_word, "place": name, "where": where, "upper": up if up != "国家" else "省",
        "gov": f"{where}人民政府" if kind not in ("province", "ministry") else full, "office": office,
        "lgov": f"{short_level}政府", "ugov": f"{up}政府" if up != "国家" else "国务院", "clevel": short_level,
    }  # fmt: skip
    return Body(kind, full, words)


def _named(rng: Random, kind: str, name: str, where: str, level: str) -> tuple[str, str, str, str, str]:
    """Full name, short name, 我局, 全局, level of the place."""
    office = rng.choice(OFFICES)
    last = office[-1] if office[-1] in "局委办" else "单位"
    match kind:
        case "province":
            p = rng.choice(PROVINCES)
            tail = rng.choice(("省人民政府", "省人民政府办公厅", "省" + office[:-1] + "厅" if office.endswith("局") else "省人民政府"))
            short = "省政府" if "人民政府" in tail else f"省{office[:-1]}厅"
            return p + tail, short, rng.choice(("我省", "我厅")) if "厅" in tail else "我省", rng.choice(("全省", "全省")), "省"
        case "city" | "county":
            full = f"{where}人民政府{rng.choice(('', '', '办公室'))}"
            return full, f"{level}政府{'办公室' if full.endswith('室') else ''}", f"我{level}", f"全{level}", level
        case "town":
            end = rng.choice("镇镇镇乡")
            town = rng.choice((where, "")) + place(rng) + end
            return f"{town}人民政府", f"{end}政府", f"我{end}", f"全{end}", "镇"
        case "street":
            street = rng.choice((where, "", f"{place(rng)}市{name}区")) + place(rng) + "街道"
            full = street + "办事处"
            return full, full, rng.choice(("我街道", "街道", "我办")), rng.choice(("全街道", "街道")), "街道"
        case "zone":
            zone = where + rng.choice(("经济技术开发区", "高新技术产业开发区", "经济开发区", "工业园区", "新区", "风景名胜区"))
            return f"{zone}管理委员会", f"{zone[len(where):]}管委会", "我区", "全区", "区"
        case "ministry":
            name = rng.choice(MINISTRIES)
            return name, name, "我" + (name[-1] if name[-1] in "部署局" else "委"), "全系统", "国家"
        case "branch":
            city = place(rng) + "市"
            full = f"{city}{rng.choice(('生态环境局', '自然资源和规划局', '公安局', '税务局'))}{name}{rng.choice(('分局', '区分局'))}"
            return full, full[len(city) - 1 :], rng.choice(("我局", "我分局", "分局")), rng.choice(("全局", "分局")), "区"
        case "institution":
            end = rng.choice(("图书馆", "政务服务中心", "疾病预防控制中心", "供水服务中心", "第一中学", "人民医院", "档案馆"))
            return where + end, level + end, rng.choice(("我中心", "我单位", "我馆")), rng.choice(("全中心", "全馆")), level
    return where + office, f"{level}{office}", f"我{last}", f"全{'局' if last == '单位' else last}", level


def agency(rng: Random, words: dict[str, str]) -> str:
    """Some agency named in the report: a short name, a full one, a neighbour, one above."""
    draw, level = rng.random(), words["clevel"]
    if draw < 0.34:
        return level + rng.choice(SHORT_OFFICES)
    if draw < 0.46:
        return level + rng.choice(OFFICES)
    if draw < 0.58:
        return words["where"] + rng.choice(OFFICES)
    if draw < 0.66:
        return rng.choice(("市", "省", "县", "区")) + rng.choice(("政府办公室", "政府", "政府办", "委办公室", "委", "政府办公厅", "委宣传部", "委网信办", "纪委监委",
                                                                "图书馆", "档案馆", "人大常委会", "政协", "政务公开办", "政务服务中心", "融媒体中心"))  # fmt: skip
    if draw < 0.74:
        return words["gov"] + rng.choice(("", "办公室", "办公室"))
    if draw < 0.8:
        return place(rng) + rng.choice(("镇人民政府", "乡人民政府", "街道办事处", "镇政府", "街道办"))
    if draw < 0.86:
        return rng.choice(PROVINCES) + rng.choice(("省", "省", "市", "")) + rng.choice(("人民政府", "教育厅", "水利厅", "人民政府办公厅", "农业农村厅", "税务局"))
    if draw < 0.93:
        return words["where"] + rng.choice(("图书馆", "档案馆", "政务服务中心", "人民法院", "人民检察院", "融媒体中心", "人民代表大会常务委员会"))
    return rng.choice(MINISTRIES + ("国务院办公厅", "国务院", "党中央"))


def members(rng: Random, words: dict[str, str], n: int) -> list[str]:
    """Names of a list by body, all of one kind: offices, towns, neighbouring counties, branches."""
    kind = rng.random()
    if kind < 0.45:
        lead = rng.choice((words["clevel"], words["clevel"], words["where"]))
        pool = rng.sample(SHORT_OFFICES, n)
        return [lead + name for name in pool] if rng.random() < 0.8 else [lead + pool[0], *pool[1:]]
    if kind < 0.62:
        end = rng.choice(("镇", "乡", "街道", "镇", "街道办事处", "镇人民政府"))
        return [place(rng) + end for _ in range(n)]
    if kind < 0.85:
        end = rng.choice(("县", "区", "市", "区", "县人民政府", "区政府"))
        return [place(rng) + end for _ in range(n)]
    ends = ["镇", "街道", "经济开发区", "高新区", "风景区管委会", "镇", "街道", "乡"]
    return [place(rng) + rng.choice(ends) for _ in range(n)]


def account(rng: Random, words: dict[str, str]) -> str:
    """The quoted name of an account or a programme, digits now and then."""
    where = rng.choice((words["place"], words["place"], words["where"], place(rng)))
    what = rng.choice((
        "发布", "发布", "{}发布", "政务", "微政务", "教育", "税务", "公安", "交警", "在线", "人社", "民政", "水利", "应急", "住建", "文旅", "司法", "财政", "之声", "零距离", "微讯",
        "生态环境", "市场监管", "卫生健康", "医保", "城管", "审计", "统计", "新闻", "融媒", "乡音", "党建", "12345", "110", "e家", "阳光政务", "通", "微平台", "资讯", "政务公开",
        "大数据", "自然资源", "农业农村", "消防", "气象", "商务", "科技", "交通", "街道", "行政服务", "招商",
    ))  # fmt: skip
    if what == "{}发布":
        return rng.choice(("平安", "健康", "美丽", "文明", "法治", "幸福", "魅力", "诚信", "智慧", "活力")) + where
    return where + what

